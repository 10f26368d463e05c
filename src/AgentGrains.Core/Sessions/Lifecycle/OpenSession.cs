using System.Collections.Immutable;
using System.Text.Json.Serialization;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions.Lifecycle;

/// <summary>Opens the session for an agent. Comes again without effect.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Metadata">The user's own notes.</param>
public sealed record OpenSession(string Agent, ImmutableDictionary<string, string> Metadata) : SessionInput
{
    internal override Acceptance Accept(SessionState state, EngineContext context) =>
        state.Erasing ? EraseSession.Refusal(context.Key)
        : state.Agent is null ? Acceptance.Of(new SessionOpened { Agent = Agent, Metadata = Metadata.IsEmpty ? null : Metadata }) : Acceptance.Nothing;
}

/// <summary>The session exists.</summary>
public sealed record SessionOpened : SessionEntry
{
    /// <summary>Its agent.</summary>
    [JsonPropertyName("agent")]
    public required string Agent { get; init; }

    /// <summary>The user's own notes.</summary>
    [JsonPropertyName("meta")]
    public ImmutableDictionary<string, string>? Metadata { get; init; }

    internal override SessionState Apply(SessionState state, EntryPlace place) => state with
    {
        Agent = Agent,
        CreatedAt = place.At,
        Metadata = Metadata ?? ImmutableDictionary<string, string>.Empty,
    };
}
