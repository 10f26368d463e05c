using System.Text.Json.Serialization;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions.Lifecycle;

/// <summary>No step of the run is in flight: it waits.</summary>
public sealed record RunWaiting : Entry
{
    /// <summary>What it waits for.</summary>
    [JsonPropertyName("for")]
    public required Waiting Waiting { get; init; }

    internal override SessionState Apply(SessionState state, EntryPlace place) =>
        state.Active?.Key != Run ? state : state.WithActive(run => run with { Waiting = Waiting });
}
