using AgentGrains.Core.Agents;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Telemetry;

namespace AgentGrains.Core.Owners;

/// <summary>Carries effects out beside the session and reports back with an input: an answer, or that the attempt failed.</summary>
public interface IEffectWorkers
{
    /// <summary>Whether the host stops and begins nothing more: results are still taken in, and what follows from them is left to the session's next owner.</summary>
    bool Holds { get; }

    /// <summary>An owner is about to decide which effects start. Those it records as started are executed here, so the host does not stop before <see cref="Exit"/>.</summary>
    /// <returns>False where the host <see cref="Holds"/>: nothing may be recorded as started, and <see cref="Exit"/> is not called.</returns>
    bool TryEnter();

    /// <summary>The decision was recorded and its effects started, or it failed.</summary>
    void Exit();

    /// <summary>Begins an attempt. Called between <see cref="TryEnter"/> and <see cref="Exit"/> only; returns at once.</summary>
    /// <returns>Cancelled by the owner when the step is no longer wanted.</returns>
    CancellationTokenSource Begin(EffectRequest request);
}

/// <summary>An effect with what a worker needs to carry it out.</summary>
/// <param name="Owner">The owner that asks, and the first to report to; where it is broken, the session's grain finds another.</param>
/// <param name="Effect">The effect.</param>
/// <param name="Agent">The version of the agent that the run pins.</param>
/// <param name="Messages">For a model call: the conversation so far.</param>
/// <param name="AnyStored">Whether any of these messages has text in the payload store.</param>
/// <param name="Arguments">For a tool call: its arguments.</param>
public sealed record EffectRequest(SessionOwner Owner, Effect Effect, AgentDefinition Agent, ArraySegment<ConversationMessage> Messages, bool AnyStored, Content? Arguments)
{
    /// <summary>The session that asks.</summary>
    public SessionKey Session => Owner.Key;

    /// <summary>For a tool call: the model's own id of it.</summary>
    public string? CallId { get; init; }

    /// <summary>The W3C <c>traceparent</c> of the request that created the run; null where it had none.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Where the run is found in traces.</summary>
    public RunTrace Trace => RunTrace.Of(Step.Run, TraceParent);

    /// <summary>The step's id, the same for every attempt.</summary>
    public StepId Step => new(new RunId(Session.Session, Effect.Run), Effect.Step);
}
