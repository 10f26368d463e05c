using AgentGrains.Harness.Invariants;
using AgentGrains.Simulation.Hosts;
using AgentGrains.Simulation.Scheduling;

namespace AgentGrains.Simulation.Checkers;

/// <summary>Positions follow each other, what was acknowledged stays, and what is on the disk at the end is what was stored.</summary>
internal sealed class JournalWithoutGaps(World world) : InvariantChecker(world, () => [new PositionsWithoutGaps()])
{
    public override void Acknowledged(SessionLedger ledger, Host host, AcknowledgedAppend append) => Require(
        ledger.Records.Exists(record => record.Position == append.Position && record.Content.Span.SequenceEqual(append.Content.Span)),
        $"The record at {append.Position} was acknowledged and is not stored.");

    public override void AtEnd(SessionLedger ledger)
    {
        base.AtEnd(ledger);
        var stored = World.Disks.Journal.ReadAsync(ledger.Key, 0, long.MaxValue, CancellationToken.None).ToBlockingEnumerable().ToList();
        Require(stored.Count == ledger.Records.Count, $"{stored.Count} records are on the disk where {ledger.Records.Count} were stored.");
        foreach (var (kept, seen) in stored.Zip(ledger.Records))
            Require(kept.Position == seen.Position && kept.Content.Span.SequenceEqual(seen.Content.Span), $"The record at {seen.Position} is not what was stored.");
        var header = Finished.Of(World.Disks.Journal.ReadHeaderAsync(ledger.Key, CancellationToken.None));
        foreach (var violation in HeaderFits.Violations(header, ledger.State))
            Fail(violation);
    }
}
