using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentGrains.Harness.Replay.Driving;

/// <summary>The API's form of JSON.</summary>
public static class WireJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };
}
