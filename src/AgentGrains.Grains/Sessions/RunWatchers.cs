using AgentGrains.Contracts;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;

namespace AgentGrains.Grains.Sessions;

/// <summary>Who waits for a run of one session to settle. Used in the grain's context.</summary>
internal sealed class RunWatchers(SessionId session)
{
    private readonly Dictionary<RunKey, List<ISessionObserver>> watchers = [];

    public bool Any => watchers.Count > 0;

    public void Add(RunKey run, params ReadOnlySpan<ISessionObserver> observers)
    {
        if (!watchers.TryGetValue(run, out var known))
            watchers.Add(run, known = []);
        known.AddRange(observers);
    }

    /// <summary>Tells those whose run has settled, once.</summary>
    public void Tell(SessionState state)
    {
        if (watchers.Count == 0)
            return;
        foreach (var (run, observers) in watchers)
        {
            if (state.Active is { } active && active.Key == run && !active.Status.HasSettled(active.Waiting))
                continue;
            var view = RunViews.Find(state, session, run);
            if (view is not null && !view.HasSettled)
                continue;
            watchers.Remove(run);
            foreach (var observer in observers)
                observer.Settled(new SessionReply(view, null, null)).Ignore();
        }
    }

    public Dictionary<string, ISessionObserver[]> ToWire() => watchers.ToDictionary(watched => watched.Key.Value, watched => watched.Value.ToArray());
}
