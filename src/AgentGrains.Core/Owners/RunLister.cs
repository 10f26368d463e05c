using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Stores;

namespace AgentGrains.Core.Owners;

/// <summary>Tells the list of runs what an append changed, and keeps ends that are not listed yet within what the fold remembers.</summary>
internal sealed class RunLister(SessionKey session, OwnerServices services)
{
    private long posted;
    private long listed;

    /// <summary>Whether a run ended that the list may not know.</summary>
    public bool Behind => posted > listed;

    /// <summary>Before an append: if it would push an ended run out of the fold that the list may not know, the list is brought up first.</summary>
    public async ValueTask MakeRoomAsync(IReadOnlyList<PlacedEntry> entries)
    {
        var ends = entries.Count(entry => IsEnd(entry.Entry));
        if (ends == 0)
            return;
        if (Behind && posted - listed + ends > SessionState.EndedKept)
            await FlushAsync(urgent: true);
    }

    /// <summary>After an append: what it changed is listed soon.</summary>
    public void Post(SessionState state, IReadOnlyList<PlacedEntry> entries)
    {
        var last = default(RunKey?);
        posted += entries.Count(entry => IsEnd(entry.Entry));
        foreach (var (_, entry) in entries)
        {
            if (entry is SessionOpened)
                services.RunList.Post(session.Tenant, new VisibilityChange(ViewOf(state), null, state.Position));
            else if (entry.Run != last && IsListed(entry) && RunViews.Find(state, session.Session, entry.Run!.Value) is { } view)
                services.RunList.Post(session.Tenant, new VisibilityChange(null, view, state.Position));
            else
                continue;
            last = entry.Run;
        }
    }

    /// <summary>Lists everything the fold knows, because a host before this one may not have.</summary>
    public void Inherit(SessionState state)
    {
        if (state.Agent is null)
            return;
        posted += state.Ended.Length;
        services.RunList.Post(session.Tenant, new VisibilityChange(ViewOf(state), null, state.Position));
        foreach (var view in RunViews.All(state, session.Session))
            services.RunList.Post(session.Tenant, new VisibilityChange(null, view, state.Position));
    }

    /// <summary>Ends when everything posted is durable.</summary>
    public async Task FlushAsync(bool urgent = false)
    {
        var before = posted;
        await services.RunList.FlushAsync(session.Tenant, urgent);
        listed = Math.Max(listed, before);
    }

    private SessionView ViewOf(SessionState state) =>
        new(session.Session, state.Agent!, state.Unfinished ? SessionView.Active : SessionView.Idle, state.CreatedAt, state.Metadata);

    private static bool IsEnd(Entry entry) => entry is RunEnded;

    private static bool IsListed(Entry entry) => IsEnd(entry) || entry is RunCreated or RunStarted or RunWaiting or RunPaused or RunResumed;
}
