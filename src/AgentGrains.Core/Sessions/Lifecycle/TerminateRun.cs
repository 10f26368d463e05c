using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions.Lifecycle;

/// <summary>Stops a run at once; effects in flight are abandoned. Idempotent.</summary>
/// <param name="Run">The run, active or queued.</param>
public sealed record TerminateRun(RunKey Run) : SessionInput
{
    internal override Acceptance Accept(SessionState state, EngineContext context)
    {
        if (state.Queue.Any(queued => queued.Key == Run))
            return Acceptance.Of(new RunTerminated { Run = Run });
        if (Refuse(state, Run) is { } refusal)
            return refusal.Code == ErrorCodes.RunEnded ? Acceptance.Nothing : Acceptance.Reject(refusal);
        return Acceptance.Of([.. End(state, state.Active!, context)]);
    }

    /// <summary>The end of the active run. A model call's tokens are counted, and of a tool call that must not be executed twice it is said that its outcome is unknown.</summary>
    internal static IReadOnlyList<Entry> End(SessionState state, RunState run, EngineContext context)
    {
        var told = RunRules.GiveUp(state, run, new RunError(ErrorCodes.RunStopped.Value, "The run was terminated."), context)
            .Where(static step => step.Usage is not null || step.IsOutcomeUnknown);
        return [.. told, new RunTerminated { Run = run.Key }];
    }
}

/// <summary>The run was stopped at once.</summary>
public sealed record RunTerminated : RunEnded
{
    internal override SessionState Apply(SessionState state, EntryPlace place) => EndRun.Apply(state, Run!.Value, place, RunStatus.Terminated, null);
}
