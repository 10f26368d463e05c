using System.Text.Json;

namespace AgentGrains.ModelCases.Endpoint;

/// <summary>A request that a case's endpoint received.</summary>
/// <param name="Number">The request within its case, from 1.</param>
/// <param name="At">When it was complete.</param>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path, the case included.</param>
/// <param name="Headers">Its headers; names without regard to case.</param>
/// <param name="Body">Its body.</param>
internal sealed record SeenRequest(int Number, DateTimeOffset At, string Method, string Path, IReadOnlyDictionary<string, string> Headers, JsonElement Body)
{
    /// <summary>The messages of the prompt.</summary>
    public IReadOnlyList<JsonElement> Messages => [.. Body.GetProperty("messages").EnumerateArray()];

    /// <summary>The tools; empty if there is no such member.</summary>
    public IReadOnlyList<JsonElement> Tools => Body.TryGetProperty("tools", out var tools) ? [.. tools.EnumerateArray()] : [];

    /// <summary>The schema of a tool's parameters.</summary>
    public JsonElement ParametersOf(string tool) =>
        Tools.Single(one => one.GetProperty("function").GetProperty("name").GetString() == tool).GetProperty("function").GetProperty("parameters");
}
