using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Simulation.Clients;

/// <summary>Resolves the runs that wait for a person once the chaos is over, and reports what it would do about each.</summary>
internal sealed class Person(World world)
{
    private int round;

    /// <summary>Whether nothing more happens in a session until a person acts.</summary>
    public bool IsAtRest(SessionLedger ledger)
    {
        if (!ledger.State.Unfinished)
            return true;
        // A wait that ends by itself is not a rest, and neither is a step in flight.
        return ledger.State.Active is { } run && run.CancelRequestedAt is null && (run.Paused || run.Waiting is not null)
            && SessionEngine.NextWake(ledger.State, world.EngineOptions) is null
            && run.Open.All(step => step is not EffectStep { Held: null } || run.Paused || run.Quarantined);
    }

    /// <summary>Does something about every run that waits; after many rounds, stops them.</summary>
    public void Help()
    {
        round++;
        foreach (var (session, ledger) in world.Ledgers)
        {
            if (ledger.State.Active is { } run)
                Send(session, Remedy(run));
            foreach (var queued in round > 30 ? ledger.State.Queue : [])
                Send(session, new CancelRun(queued.Key));
        }
    }

    private SessionInput Remedy(RunState run)
    {
        if (round > 30)
            return new TerminateRun(run.Key);
        if (run.Paused)
            return new ResumeRun(run.Key);
        if (run.Quarantined)
            return new RetryRun(run.Key);
        if (run.Open.OfType<EffectStep>().FirstOrDefault(step => step.Held is not null) is { } held)
        {
            return held.Call is not null && world.Random.Next(2) == 0
                ? new SkipStep(run.Key, held.Number, held.Attempt, Content.Inline($"a person decides in round {round}"), false)
                : new RetryStep(run.Key, held.Number, held.Attempt);
        }
        if (run.Waiting is not { } waiting)
            return new ResumeRun(run.Key);
        return waiting.Reason switch
        {
            WaitReasons.ClientTool => new AnswerToolCall(run.Key, waiting.Ref!, Content.Inline($"a person answers in round {round}"), false),
            WaitReasons.Input => new SendSignal(run.Key, $"person_{round}", waiting.Ref!, Content.Inline("a person says go")),
            _ => new ResumeRun(run.Key),
        };
    }

    private void Send(SessionKey session, SessionInput input) => world.Clients.Run(() => _ = world.AskAsync(session, input));
}
