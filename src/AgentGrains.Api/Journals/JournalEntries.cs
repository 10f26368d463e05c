using System.Runtime.CompilerServices;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Stores;

namespace AgentGrains.Api.Journals;

/// <summary>Reads the entries of a session that are durable.</summary>
internal sealed class JournalEntries(IJournalStore journal)
{
    /// <summary>The position behind the last entry; 0 where the session has never been written.</summary>
    public async ValueTask<long> EndAsync(SessionKey session, CancellationToken cancellation) =>
        (await journal.ReadHeaderAsync(session, cancellation))?.Position ?? 0;

    /// <summary>The entries from a position to the end there is now.</summary>
    public async IAsyncEnumerable<PlacedEntry> ReadToEndAsync(SessionKey session, long from, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var entry in ReadAsync(session, from, await EndAsync(session, cancellation), cancellation))
            yield return entry;
    }

    /// <summary>The entries from a position (inclusive) to another (exclusive).</summary>
    public async IAsyncEnumerable<PlacedEntry> ReadAsync(SessionKey session, long from, long to, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (from >= to)
            yield break;
        await foreach (var record in journal.ReadAsync(session, from, to, cancellation))
        {
            // Records at the edges may reach beyond the range.
            foreach (var entry in JournalCodec.Decode(record))
            {
                if (entry.Place.Position >= from && entry.Place.Position < to)
                    yield return entry;
            }
        }
    }
}
