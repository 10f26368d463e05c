using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Sessions.Lifecycle;

/// <summary>A person lets a run continue that is quarantined. A pause stays. Without effect on a run that is not quarantined.</summary>
/// <param name="Run">The active run.</param>
public sealed record RetryRun(RunKey Run) : SessionInput
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
            // A person who sees the run wait must not believe that this released a step.
            { Quarantined: false, HasHolds: true } run => Recoveries.NotQuarantined(run),
            { Quarantined: false } => Acceptance.Nothing,
            // A resumption ends a pause too, so it is entered again.
            { Paused: true } => Acceptance.Of(new RunResumed { Run = Run }, new RunPaused { Run = Run }),
            _ => Acceptance.Of(new RunResumed { Run = Run }),
        };
    }
}
