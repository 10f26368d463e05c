using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentGrains.Replay.Driving;

/// <summary>The API's form of JSON.</summary>
internal static class WireJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };
}
