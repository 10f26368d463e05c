using AgentGrains.Core.Agents;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Telemetry;

namespace AgentGrains.Core.Effects;

/// <summary>One attempt of an effect, with what its executor needs.</summary>
/// <param name="Session">The session that asks.</param>
/// <param name="AgentName">Its agent.</param>
/// <param name="Agent">The version of the agent that the run pins.</param>
/// <param name="Effect">The effect.</param>
public sealed record EffectContext(SessionKey Session, string AgentName, AgentDefinition Agent, Effect Effect)
{
    /// <summary>For a model call: the conversation so far.</summary>
    public ArraySegment<ConversationMessage> Messages { get; init; } = [];

    /// <summary>Whether any of these messages has text in the payload store.</summary>
    public bool AnyStored { get; init; }

    /// <summary>For a tool call: its arguments; null for any other effect.</summary>
    public Content? Arguments { get; init; }

    /// <summary>For a tool call: its id, unique in the conversation; null for any other effect.</summary>
    public string? CallId { get; init; }

    /// <summary>The W3C <c>traceparent</c> of the request that created the run; null if it had none.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Where live output goes.</summary>
    public IEffectOutput Output { get; init; } = EffectOutput.None;

    /// <summary>Whether the attempt has started.</summary>
    public AttemptStart Start { get; } = new();

    /// <summary>What watches the attempt.</summary>
    public IAttemptObserver Observer { get; init; } = AttemptObserver.None;

    /// <summary>The step's id, the same for every attempt.</summary>
    public StepId Step => new(new RunId(Session.Session, Effect.Run), Effect.Step);

    /// <summary>Where the run is found in traces.</summary>
    public RunTrace Trace => RunTrace.Of(Step.Run, TraceParent);
}
