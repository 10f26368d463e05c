using AgentGrains.Core.Agents;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;

namespace AgentGrains.Runtime.Sessions;

/// <summary>Hears what owners made durable, for traces and metrics. Never throws, never waits, and changes nothing. Safe for concurrent use.</summary>
public interface ISessionTelemetry
{
    /// <summary>An append is durable. Called once for each, by the owner whose append it was, in its context.</summary>
    void Appended(in DurableAppend append);
}

/// <summary>An append that is durable.</summary>
/// <param name="Session">The session.</param>
/// <param name="Before">The state before it.</param>
/// <param name="After">The state after it.</param>
/// <param name="Entries">Its entries.</param>
/// <param name="Agents">The versions of the session's agent that its unfinished runs pin.</param>
/// <param name="TakesOver">Whether it is the owner's first, so that attempts in flight in <paramref name="Before"/> were those of another owner.</param>
/// <param name="Took">How long the store took.</param>
public readonly record struct DurableAppend(
    SessionKey Session, SessionState Before, SessionState After, IReadOnlyList<PlacedEntry> Entries,
    IReadOnlyDictionary<int, AgentDefinition> Agents, bool TakesOver, TimeSpan Took);
