using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Stores;
using AgentGrains.Harness.Invariants;

namespace AgentGrains.Grains.Tests.Checks;

/// <summary>What must hold of every stored journal: all invariants, and every acknowledged run is there.</summary>
internal static class JournalCheck
{
    /// <summary>What does not hold.</summary>
    /// <param name="journal">The store.</param>
    /// <param name="session">The session, which has come to rest.</param>
    /// <param name="acknowledged">The runs whose creation was acknowledged.</param>
    public static async Task<IReadOnlyList<string>> ViolationsAsync(IJournalStore journal, SessionKey session, IEnumerable<RunKey> acknowledged)
    {
        var (header, records) = await ReadAsync(journal, session);
        var entries = records.SelectMany(JournalCodec.Decode).ToList();
        var lost = acknowledged.Where(run => !entries.Exists(placed => placed.Entry is RunCreated && placed.Entry.Run == run)).Select(run => $"The run {run} was acknowledged and is not there.");
        return [.. JournalInvariants.Violations(header, entries).Concat(lost).Select(violation => $"{session}: {violation}")];
    }

    /// <summary>Reads again if another host took the session over meanwhile, which adds an entry.</summary>
    private static async Task<(SessionHeader?, List<JournalRecord>)> ReadAsync(IJournalStore journal, SessionKey session)
    {
        var header = await journal.ReadHeaderAsync(session, CancellationToken.None);
        while (true)
        {
            var records = await journal.ReadAsync(session, 0, long.MaxValue, CancellationToken.None).ToListAsync();
            var after = await journal.ReadHeaderAsync(session, CancellationToken.None);
            if (after?.Position == header?.Position)
                return (header, records);
            header = after;
        }
    }
}
