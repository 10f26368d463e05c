using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions.Lifecycle;

/// <summary>Pauses a run: results of effects in flight are recorded, no new step starts. Idempotent.</summary>
/// <param name="Run">The active run.</param>
public sealed record PauseRun(RunKey Run) : SessionInput
{
    /// <summary>Its own id; null if it has none.</summary>
    public string? Id { get; init; }

    internal override TakenInput? Identity => Id is null ? null : TakenInput.Control(Run, Id);

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

/// <summary>An operator paused the run.</summary>
public sealed record RunPaused : Entry
{
    internal override SessionState Apply(SessionState state, EntryPlace place) =>
        state.Active?.Key != Run ? state : state.WithActive(run => run with { Paused = true });
}

/// <summary>Undoes a pause, and nothing else: what is held stays held. Without effect on a run that is not paused.</summary>
/// <param name="Run">The active run.</param>
public sealed record ResumeRun(RunKey Run) : SessionInput
{
    /// <summary>Its own id; null if it has none.</summary>
    public string? Id { get; init; }

    internal override TakenInput? Identity => Id is null ? null : TakenInput.Control(Run, Id);

    internal override Acceptance Accept(SessionState state, EngineContext context)
    {
        if (Refuse(state, Run) is { } refusal)
            return Acceptance.Reject(refusal);
        return state.Active! switch
        {
            { Paused: false } => Acceptance.Nothing,
            // A resumption ends a quarantine too, so it is entered again.
            { Quarantined: true } => Acceptance.Of(new RunResumed { Run = Run }, new RunQuarantined { Run = Run }),
            _ => Acceptance.Of(new RunResumed { Run = Run }),
        };
    }
}

/// <summary>The run continues after it waited or was paused.</summary>
public sealed record RunResumed : Entry
{
    internal override SessionState Apply(SessionState state, EntryPlace place) => state.Active?.Key != Run
        ? state
        : state.WithActive(run => run with { Paused = false, Waiting = null, Quarantined = false, Takeovers = run.Quarantined ? 0 : run.Takeovers });
}
