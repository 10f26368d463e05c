using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Stores;

namespace AgentGrains.Core.Owners;

/// <summary>Tells the list of runs what an append changed, and keeps ends that are not listed yet within what the fold remembers.</summary>
internal sealed class RunLister(SessionKey session, OwnerServices services)
{
    private int unlistedEnds;

    /// <summary>Before an append: if it would push an ended run out of the fold that the list may not know, the list is brought up first.</summary>
    public async ValueTask MakeRoomAsync(IReadOnlyList<PlacedEntry> entries)
    {
        var ends = entries.Count(entry => IsEnd(entry.Entry));
        if (ends == 0)
            return;
        if (unlistedEnds > 0 && unlistedEnds + ends > SessionState.EndedKept)
            await FlushAsync();
        unlistedEnds += ends;
    }

    /// <summary>After an append: what it changed is listed soon.</summary>
    public void Post(SessionState state, IReadOnlyList<PlacedEntry> entries)
    {
        var last = default(RunKey?);
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
    public void PostAll(SessionState state)
    {
        if (state.Agent is null)
            return;
        services.RunList.Post(session.Tenant, new VisibilityChange(ViewOf(state), null, state.Position));
        foreach (var view in RunViews.All(state, session.Session))
            services.RunList.Post(session.Tenant, new VisibilityChange(null, view, state.Position));
    }

    /// <summary>Ends when everything posted is durable.</summary>
    public async Task FlushAsync()
    {
        var ends = unlistedEnds;
        await services.RunList.FlushAsync();
        unlistedEnds -= ends;
    }

    private SessionView ViewOf(SessionState state) =>
        new(session.Session, state.Agent!, state.Unfinished ? SessionView.Active : SessionView.Idle, state.CreatedAt, state.Metadata);

    private static bool IsEnd(Entry entry) => entry is RunCompleted or RunFailed or RunCancelled or RunTerminated;

    private static bool IsListed(Entry entry) => IsEnd(entry) || entry is RunCreated or RunStarted or RunWaiting or RunPaused or RunResumed;
}
