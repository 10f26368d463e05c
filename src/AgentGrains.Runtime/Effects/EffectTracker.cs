using AgentGrains.Core.Agents;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Effects;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Runtime.Sessions;

namespace AgentGrains.Runtime.Effects;

/// <summary>The attempts that one owner has started: each once, cancelled when its step is no longer open.</summary>
internal sealed class EffectTracker(SessionOwner owner, SessionServices services)
{
    private readonly Dictionary<(RunKey Run, int Step), (int Attempt, AttemptStart Start, CancellationTokenSource Cancellation)> started = [];

    /// <summary>Whether any is in flight.</summary>
    public bool Busy => started.Count > 0;

    /// <summary>The effects of a state that are not started.</summary>
    public List<Effect> Missing(SessionState state)
    {
        List<Effect> missing = [];
        foreach (var effect in SessionEngine.Effects(state))
        {
            if (!started.TryGetValue((effect.Run, effect.Step), out var known) || known.Attempt != effect.Attempt)
                missing.Add(effect);
        }
        return missing;
    }

    /// <summary>Begins an attempt.</summary>
    /// <param name="effect">The effect.</param>
    /// <param name="agent">The version of the agent that the run pins.</param>
    /// <param name="conversation">The conversation; null only if the effect does not read it.</param>
    public void Begin(Effect effect, AgentDefinition agent, Conversation? conversation) =>
        Begin(effect, ContextOf(effect, agent, conversation));

    /// <summary>Cancels and forgets what the state no longer waits for.</summary>
    public void Prune(SessionState state)
    {
        foreach (var (effect, known) in started)
        {
            var open = state.Active is { } run && run.Key == effect.Run ? run.Find(effect.Step) : null;
            if (open is not null && open.Attempt == known.Attempt && open is not EffectStep { Held: not null })
                continue;
            // One that must not be executed twice, and has started, ends by itself: what comes of it is noted, unless the session is being erased.
            if (open is null && !state.Erasing && state.GivenUp.Contains(new GivenUpStep(effect.Run, effect.Step, known.Attempt)) && !known.Start.TryGiveUp())
                continue;
            started.Remove(effect);
            // A step that is still open continues with another attempt; the old one may still return its result.
            if (open is null)
                known.Cancellation.Cancel();
        }
    }

    private void Begin(Effect effect, EffectContext context) => started[(effect.Run, effect.Step)] = (effect.Attempt, context.Start, services.Effects.Begin(owner, context));

    private EffectContext ContextOf(Effect effect, AgentDefinition agent, Conversation? conversation)
    {
        var call = effect is not Effect.CallTool { CallIndex: var index } ? null : conversation?.OpenCalls.ElementAtOrDefault(index)
            ?? throw new InvalidOperationException($"The conversation of {owner.Key} does not ask for the call of step {effect.Step}.");
        return new EffectContext(owner.Key, owner.State.Agent!, agent, effect)
        {
            Messages = effect is Effect.CallModel ? conversation!.Snapshot() : [],
            AnyStored = conversation is { Stored: > 0 },
            Arguments = call?.Arguments,
            CallId = call?.Ref,
            TraceParent = owner.State.Active?.TraceParent,
            Output = services.Output.Of(owner.Key, effect),
        };
    }
}
