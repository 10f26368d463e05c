using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions.Lifecycle;

/// <summary>Pauses a run: results of effects in flight are recorded, no new step starts. Idempotent.</summary>
/// <param name="Run">The active run.</param>
public sealed record PauseRun(RunKey Run) : SessionInput
{
    internal override Acceptance Accept(SessionState state, EngineContext context)
    {
        if (Refuse(state, Run) is { } refusal)
            return Acceptance.Reject(refusal);
        var run = state.Active!;
        if (run.CancelRequestedAt is not null)
            return Acceptance.Reject(ErrorCodes.WrongRunState, "The run is being cancelled and cannot be paused.");
        return run.Paused ? Acceptance.Nothing : Acceptance.Of(new RunPaused { Run = Run });
    }
}

/// <summary>An operator holds the run.</summary>
public sealed record RunPaused : Entry
{
    internal override SessionState Apply(SessionState state, EntryPlace place) =>
        state.Active?.Key != Run ? state : state.WithActive(run => run with { Paused = true });
}

/// <summary>Resumes a paused run, and tries parked steps again. Without effect on a run that does neither.</summary>
/// <param name="Run">The active run.</param>
public sealed record ResumeRun(RunKey Run) : SessionInput
{
    internal override Acceptance Accept(SessionState state, EngineContext context)
    {
        if (Refuse(state, Run) is { } refusal)
            return Acceptance.Reject(refusal);
        var run = state.Active!;
        var parked = run.Open.Where(step => step is Steps.EffectStep { Parked: not null }).ToList();
        return run.Paused || run.Quarantined || parked.Count > 0
            ? new Acceptance([new RunResumed { Run = Run }, .. parked.Select(step => new Steps.StepReleased { Run = Run, Step = step.Number })], null)
            : Acceptance.Nothing;
    }
}

/// <summary>The run continues after it waited or was paused.</summary>
public sealed record RunResumed : Entry
{
    internal override SessionState Apply(SessionState state, EntryPlace place) => state.Active?.Key != Run
        ? state
        : state.WithActive(run => run with { Paused = false, Waiting = null, Quarantined = false, Takeovers = run.Quarantined ? 0 : run.Takeovers });
}
