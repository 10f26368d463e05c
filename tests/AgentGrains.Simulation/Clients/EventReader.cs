using AgentGrains.Core.Errors;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Stores;

namespace AgentGrains.Simulation.Clients;

/// <summary>Reads a session's events along: what owners tell, late, doubled or not at all, and the journal where something is missing; interrupted and restarted after what it has.</summary>
internal sealed class EventReader
{
    private readonly World world;
    private readonly SessionLedger ledger;
    private readonly TimeSpan renewal;
    private JournalCursor cursor;

    public EventReader(World world, SessionLedger ledger)
    {
        (this.world, this.ledger) = (world, ledger);
        renewal = world.Between(2_000, 20_000);
        cursor = new JournalCursor(0);
    }

    /// <summary>The entries handed on, in order.</summary>
    public List<PlacedEntry> Seen { get; } = [];

    /// <summary>Reads the journal now and again and again; now and then as one that was cut off and knows only the last event it got.</summary>
    public void Renew()
    {
        world.Loop.After(renewal, Renew);
        if (world.Random.Next(4) == 0)
            cursor = new JournalCursor(Seen.Count == 0 ? 0 : Seen[^1].Place.Position + 1);
        ReadJournal(long.MaxValue);
    }

    /// <summary>An owner says that a record is durable.</summary>
    public void Tell(JournalRecord record)
    {
        if (world.Chance(world.Rates.FailBefore))
            return;
        world.Loop.After(world.Between(0, 50), () => Hear(record));
        if (world.Chance(world.Rates.ReportTwice))
            world.Loop.After(world.Between(0, 4_000), () => Hear(record));
    }

    /// <summary>Reads what the journal holds up to a position.</summary>
    public void ReadJournal(long to)
    {
        try
        {
            foreach (var record in world.Disks.Journal.ReadAsync(ledger.Key, cursor.Next, to, CancellationToken.None).ToBlockingEnumerable())
                HandOn(record);
        }
        catch (AgentGrainsException damage)
        {
            world.Expect(damage);
        }
    }

    private void Hear(JournalRecord record)
    {
        // Where the journal is not reached, what comes behind the gap waits for the next look.
        if (cursor.Misses(record.Position) && !world.Chance(world.Rates.FailBefore))
            ReadJournal(record.Position);
        HandOn(record);
    }

    private void HandOn(JournalRecord record) => Seen.AddRange(world.Mutation.Stream(world, cursor, JournalCodec.Decode(record)));
}
