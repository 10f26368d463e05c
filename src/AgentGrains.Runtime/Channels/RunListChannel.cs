using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Stores;

namespace AgentGrains.Runtime.Channels;

/// <summary>The channel to the list of runs: of several changes of a run only the newest is delivered. The session itself has the key that no run has.</summary>
internal sealed class RunListChannel(SessionKey session, IRunList list, SessionState opened) : ChannelCursor<RunId, VisibilityChange>(opened)
{
    private bool showsHolds = opened.Active is { } run && run.HasHolds;

    private protected override (RunId Key, VisibilityChange Fact)? FactOf(Entry entry, SessionState after) => entry switch
    {
        SessionOpened => (default, new VisibilityChange(RunViews.OfSession(after, session.Session), null, after.Position)),
        RunEnded or RunCreated or RunStarted or RunWaiting or RunPaused or RunResumed or RunQuarantined or StepHeld or StepReleased => OfRun(entry, after),
        // It may be the result of a step that the row shows as held.
        ToolCallCompleted or ModelCallCompleted when showsHolds => OfRun(entry, after),
        _ => null,
    };

    private (RunId Key, VisibilityChange Fact)? OfRun(Entry entry, SessionState after)
    {
        if (RunViews.Find(after, session.Session, entry.Run!.Value) is not { } view)
            return null;
        if (after.Active?.Key == entry.Run)
            showsHolds = view.Holds is not null;
        return (view.Id, new VisibilityChange(null, view, after.Position));
    }

    private protected override Task DeliverAsync(IReadOnlyList<VisibilityChange> facts) => list.WriteAsync(session.Tenant, facts);
}
