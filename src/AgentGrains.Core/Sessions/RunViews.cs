using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Sessions;

/// <summary>Views of runs. The fold does not know its session's id, so a view made by it has none; <see cref="Find"/> adds it.</summary>
public static class RunViews
{
    /// <summary>The run of a key, where the fold still knows it.</summary>
    public static RunView? Find(SessionState state, SessionId session, RunKey key)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Active?.Key == key)
            return Of(state.Agent!, state.Active, state.Active.Status, null).In(session);
        foreach (var ended in state.Ended)
        {
            if (ended.Id.Key == key)
                return ended.In(session);
        }
        foreach (var queued in state.Queue)
        {
            if (queued.Key == key)
                return Of(state.Agent!, queued, RunStatus.Queued).In(session);
        }
        return null;
    }

    /// <summary>The session, which has been opened.</summary>
    public static SessionView OfSession(SessionState state, SessionId session)
    {
        ArgumentNullException.ThrowIfNull(state);
        return new SessionView(session, state.Agent!, state.Unfinished ? SessionView.Active : SessionView.Idle, state.CreatedAt, state.Metadata);
    }

    /// <summary>All runs the fold knows.</summary>
    public static IEnumerable<RunView> All(SessionState state, SessionId session)
    {
        ArgumentNullException.ThrowIfNull(state);
        foreach (var ended in state.Ended)
            yield return ended.In(session);
        if (state.Active is { } active)
            yield return Of(state.Agent!, active, active.Status, null).In(session);
        foreach (var queued in state.Queue)
            yield return Of(state.Agent!, queued, RunStatus.Queued).In(session);
    }

    internal static RunView Of(string agent, RunState run, RunStatus status, RunError? error) => new()
    {
        Id = new RunId(default, run.Key),
        Agent = agent,
        AgentVersion = run.AgentVersion,
        Status = status,
        Waiting = status == RunStatus.Waiting ? run.Waiting : null,
        Holds = status.HasEnded() ? null : HoldsOf(run),
        Output = status == RunStatus.Completed ? run.Output : null,
        OutputPosition = status == RunStatus.Completed ? run.OutputPosition : null,
        OutputEnding = status == RunStatus.Completed ? run.OutputEnding : default,
        Error = error,
        Usage = run.Usage,
        CreatedAt = run.CreatedAt,
        StartedAt = run.StartedAt,
        Metadata = run.Metadata,
    };

    internal static RunView Of(string agent, QueuedRun run, RunStatus status) => new()
    {
        Id = new RunId(default, run.Key),
        Agent = agent,
        AgentVersion = run.AgentVersion,
        Status = status,
        Usage = RunUsage.None,
        CreatedAt = run.CreatedAt,
        Metadata = run.Metadata,
    };

    private static List<HoldView>? HoldsOf(RunState run)
    {
        if (!run.HasHolds)
            return null;
        var steps = run.Open.OfType<EffectStep>().Where(static step => step.Held is not null)
            .Select(static step => new HoldView(step.Held!.Reason, step.Held.Error, step.Number, step.Attempt, step.Name, step.Call?.Id));
        return run.Quarantined ? [new HoldView(WaitReasons.Recovery, WaitSteps.Quarantine), .. steps] : [.. steps];
    }

    private static RunView In(this RunView view, SessionId session) => view with { Id = new RunId(session, view.Id.Key) };
}
