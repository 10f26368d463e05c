using System.Text.Json;
using AgentGrains.ModelCases.Driving;
using AgentGrains.ModelCases.Endpoint;

namespace AgentGrains.ModelCases.Soak.Playing;

/// <summary>A run that has ended.</summary>
/// <param name="Run">The run as the service returns it.</param>
/// <param name="Events">Its events.</param>
/// <param name="Requests">The requests that its endpoint received.</param>
internal sealed record SoakRun(JsonElement Run, IReadOnlyList<SeenEvent> Events, IReadOnlyList<SeenRequest> Requests)
{
    /// <summary>Whether it completed.</summary>
    public bool IsCompleted => Run.GetProperty("status").GetString() == "completed";

    /// <summary>The text of its output; null if it has none.</summary>
    public string? Output => Run.GetProperty("output") is { ValueKind: JsonValueKind.Object } output ? output.GetProperty("text").GetString() : null;
}
