using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;
using AgentGrains.Simulation.Hosts;
using AgentGrains.Simulation.Scheduling;

namespace AgentGrains.Simulation.Checkers;

/// <summary>
/// In the end every run is listed as it is, and no idle session has a wake-up left. If the stores were restored without wake-ups, no host calls what had ended by
/// then: if it was not listed yet, it is when its session is called again.
/// </summary>
internal sealed class ListedAndSettled(World world) : Checker(world)
{
    private readonly Dictionary<RunId, RunView> ended = [];

    public override void Stored(SessionLedger ledger, Host host, IReadOnlyList<PlacedEntry> entries)
    {
        foreach (var view in RunViews.All(ledger.State, ledger.Key.Session).Where(view => view.Status.HasEnded()))
            ended[view.Id] = view;
    }

    public override void AtEnd(SessionLedger ledger)
    {
        if (World.RestoredAt is not { } restored || ledger.Entries.Count == 0 || ledger.Entries[^1].Place.At > restored)
            Listed(ledger);
        var rows = Finished.Of(World.Disks.WakeUps.ReadDueAsync(WakeUp.ShardOf(ledger.Key), DateTimeOffset.MaxValue, 1000, CancellationToken.None));
        Require(rows.All(row => row.Session != ledger.Key), $"{ledger.Key.Session} is idle at {ledger.State.Position} and still has {rows.FirstOrDefault(row => row.Session == ledger.Key)}.");
    }

    private void Listed(SessionLedger ledger)
    {
        foreach (var view in ended.Values.Where(view => view.Id.Session == ledger.Key.Session))
        {
            var listed = Finished.Of(World.Disks.Visibility.ReadRunAsync(ledger.Key.Tenant, view.Id, CancellationToken.None));
            Require(listed?.Status == view.Status && listed.Usage == view.Usage && listed.EndedAt == view.EndedAt, $"{view.Id} is listed as {listed?.Status}; it is {view.Status}.");
        }
        if (ledger.State.Agent is not null)
        {
            var query = new VisibilityQuery(null, ledger.Key.Session, null, null, null, 10);
            var sessions = Finished.Of(World.Disks.Visibility.ListSessionsAsync(ledger.Key.Tenant, query, CancellationToken.None));
            Require(sessions is [{ Status: SessionView.Idle }], $"{ledger.Key.Session} is listed as {(sessions.Count > 0 ? sessions[0].Status : null)}.");
        }
    }
}
