using AgentGrains.Core.Errors;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Programs;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Sessions;

/// <summary>What holds for the runs of every program: their order, cancellation, deadline, waits, pause, and attempts that are due. Then the program decides.</summary>
internal static class RunRules
{
    /// <summary>The next entries, or none if the session has to wait for something from outside.</summary>
    public static IReadOnlyList<Entry> Next(SessionState state, EngineContext context)
    {
        if (state.Active is not { } run)
            return state.Queue.IsEmpty ? [] : [new RunStarted { Run = state.Queue[0].Key }];
        if (run.CancelRequestedAt is { } requested)
            return Cancel(state, run, requested, context);
        if (Deadline(run) <= context.Now)
            return Fail(state, run, new RunError(ErrorCodes.DurationLimit.Value, $"The run lasted {run.Limits.MaxRunDurationMs} ms, its limit (max_run_duration_ms)."), context);
        if (WaitSteps.End(run, context.Now) is { } ended)
            return [ended];
        if (run.Paused)
            return [];
        if (!run.Quarantined)
        {
            if (StepAttempts.Due(run, context.Now) is { } due)
                return StepFunnel.Retry(state, run, due, context);
            if (ChatProgram.Instance.Next(state, run, context) is { Count: > 0 } next)
                return next;
        }
        return NameTheWait(run);
    }

    /// <summary>When the run's time is up; never if it has no limit.</summary>
    public static DateTimeOffset Deadline(RunState run) =>
        run.Limits.MaxRunDurationMs is { } limit ? run.StartedAt.AddMilliseconds(limit) : DateTimeOffset.MaxValue;

    /// <summary>The end of a run with an error: its open steps are given up.</summary>
    public static IReadOnlyList<Entry> Fail(SessionState state, RunState run, RunError error, EngineContext context)
    {
        var steps = GiveUp(state, run, error, context).ToList();
        var unknown = string.Join(", ", steps.Where(static step => step.IsOutcomeUnknown).Select(step => $"'{run.Find(step.Step)!.Name}' (step {step.Step})"));
        return [.. steps, new RunFailed { Run = run.Key, Error = unknown.Length == 0 ? error : error with { Message = $"{error.Message} The outcome of {unknown} is unknown." } }];
    }

    /// <summary>The end of all open steps. A model call that is in flight is estimated: its prompt was sent, and the provider may charge for it.</summary>
    public static IEnumerable<StepFailed> GiveUp(SessionState state, RunState run, RunError error, EngineContext context) => run.Open.Select(step => new StepFailed
    {
        Run = run.Key,
        Step = step.Number,
        Attempt = step.Attempt,
        Error = step is EffectStep effect && effect.IsOutcomeUnknown && effect.RecoveryOf(context.AgentOf(run)) == Recovery.AskPerson
            ? new RunError(ErrorCodes.OutcomeUnknown.Value, $"'{step.Name}' may or may not have been executed: {error.Message}")
            : error,
        Usage = step is ModelCallStep { IsInFlight: true } ? context.EstimateOf(state, run) : null,
    });

    private static IReadOnlyList<Entry> Cancel(SessionState state, RunState run, DateTimeOffset requested, EngineContext context)
    {
        var agent = context.AgentOf(run);
        var mustNotBeCut = run.Open.Any(step => step is EffectStep { IsInFlight: true } effect && effect.RecoveryOf(agent) == Recovery.AskPerson);
        if (mustNotBeCut && context.Now < requested + context.Options.CancelGrace)
            return [];
        return [.. GiveUp(state, run, new RunError(ErrorCodes.RunStopped.Value, "The run was cancelled."), context), new RunCancelled { Run = run.Key }];
    }

    private static IReadOnlyList<Entry> NameTheWait(RunState run)
    {
        var wait = WaitSteps.Describe(run);
        if (wait == run.Waiting)
            return [];
        return wait is null ? [new RunResumed { Run = run.Key }] : [new RunWaiting { Run = run.Key, Waiting = wait }];
    }
}
