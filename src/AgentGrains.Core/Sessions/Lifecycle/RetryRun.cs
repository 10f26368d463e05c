using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;

namespace AgentGrains.Core.Sessions.Lifecycle;

/// <summary>A person lets a run continue that is quarantined. A pause stays.</summary>
/// <param name="Run">The active run.</param>
public sealed record RetryRun(RunKey Run) : SessionInput
{
    internal override Acceptance Accept(SessionState state, EngineContext context)
    {
        if (Refuse(state, Run) is { } refusal)
            return Acceptance.Reject(refusal);
        return state.Active! switch
        {
            { Quarantined: false } => Acceptance.Reject(ErrorCodes.NotHeld, "The run is not quarantined. To retry a step, name it and its attempt: see holds of the run."),
            // A resumption ends a pause too, so it is entered again.
            { Paused: true } => Acceptance.Of(new RunResumed { Run = Run }, new RunPaused { Run = Run }),
            _ => Acceptance.Of(new RunResumed { Run = Run }),
        };
    }
}
