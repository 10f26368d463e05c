using AgentGrains.Harness.Invariants;

namespace AgentGrains.Simulation.Checkers;

/// <summary>A subscriber gets every entry once and in order, however often it was cut off, and each event can be written.</summary>
internal sealed class EventsInOrder(World world) : InvariantChecker(world, () => [new EventsAreJson()])
{
    public override void AtEnd(SessionLedger ledger)
    {
        base.AtEnd(ledger);
        foreach (var reader in ledger.Readers)
        {
            reader.ReadJournal(long.MaxValue);
            var differs = reader.Seen.Zip(ledger.Entries).FirstOrDefault(pair => pair.First.Place != pair.Second.Place || pair.First.Entry.GetType() != pair.Second.Entry.GetType());
            Require(differs == default, $"A reader of {ledger.Key.Session} got position {differs.First.Place.Position} where {differs.Second.Place.Position} comes next.");
            Require(reader.Seen.Count == ledger.Entries.Count, $"A reader of {ledger.Key.Session} got {reader.Seen.Count} entries; {ledger.Entries.Count} were stored.");
        }
    }
}
