using AgentGrains.Core.Agents;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Owners;

/// <summary>The effects this owner has started: each attempt once, cancelled when its step is no longer open.</summary>
internal sealed class EffectTracker(SessionOwner owner, IEffectWorkers workers)
{
    private readonly Dictionary<int, (RunKey Run, int Attempt, CancellationTokenSource Cancellation)> started = [];

    /// <summary>Whether any effect is in flight.</summary>
    public bool Busy => started.Count > 0;

    /// <summary>The effects of a state that have not been started.</summary>
    public List<Effect> Missing(SessionState state)
    {
        List<Effect> missing = [];
        foreach (var effect in SessionEngine.Effects(state))
        {
            if (!started.TryGetValue(effect.Step, out var known) || known.Run != effect.Run || known.Attempt != effect.Attempt)
                missing.Add(effect);
        }
        return missing;
    }

    /// <summary>Begins an effect.</summary>
    public void Begin(Effect effect, AgentDefinition agent, Conversation conversation)
    {
        var called = effect is not Effect.CallTool call ? null : conversation.OpenTurn?.Calls?[call.CallIndex]
            ?? throw new InvalidOperationException($"The conversation of {owner.Key} does not ask for the call of step {effect.Step}.");
        var traceParent = owner.State.Active?.TraceParent;
        var request = called is null
            ? new EffectRequest(owner, effect, agent, conversation.Snapshot(), conversation.Stored > 0, null) { TraceParent = traceParent }
            : new EffectRequest(owner, effect, agent, default, false, called.Arguments) { TraceParent = traceParent, CallId = called.Ref };
        started[effect.Step] = (effect.Run, effect.Attempt, workers.Begin(request));
    }

    /// <summary>Calls off and forgets what the state no longer waits for.</summary>
    public void Prune(SessionState state)
    {
        foreach (var (step, known) in started)
        {
            var open = state.Active is { } run && run.Key == known.Run ? run.Find(step) : null;
            if (open is not null && open.Attempt == known.Attempt && open is not EffectStep { Parked: not null })
                continue;
            started.Remove(step);
            // A step that is still open continues with another attempt; the old one may still return its result.
            if (open is null)
                known.Cancellation.Cancel();
        }
    }
}
