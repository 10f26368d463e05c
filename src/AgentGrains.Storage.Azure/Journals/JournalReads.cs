using System.Runtime.CompilerServices;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Storage.Azure.Connections;
using Azure.Data.Tables;

namespace AgentGrains.Storage.Azure.Journals;

/// <summary>The queries of a journal.</summary>
internal static class JournalReads
{
    /// <summary>How far back the record that holds a position is looked for at first: few appends have more entries.</summary>
    private const long FirstLookBack = 64;

    /// <summary>A session's header; null where there is none.</summary>
    public static async Task<StoredHead?> HeadAsync(TenantStore store, SessionId session, CancellationToken cancellation) =>
        await store.Journals.FindAsync(JournalRows.Partition(session), JournalRows.Header, null, cancellation) is { } row ? JournalRows.ReadHead(row) : null;

    /// <summary>A session's header and checkpoint in one request.</summary>
    public static async Task<(StoredHead? Head, TableEntity? Checkpoint)> HeadsAsync(TenantStore store, SessionId session, string[]? columns, CancellationToken cancellation)
    {
        var (head, checkpoint) = (default(StoredHead), default(TableEntity));
        await foreach (var row in store.Journals.QueryAsync(JournalRows.Heads(JournalRows.Partition(session)), columns, null, cancellation))
        {
            if (row.RowKey == JournalRows.Header)
                head = JournalRows.ReadHead(row);
            else if (row.RowKey == JournalRows.Checkpoint)
                checkpoint = row;
        }
        return (head, checkpoint);
    }

    /// <summary>The records that hold positions of a range, in order; the first may begin before it.</summary>
    public static async IAsyncEnumerable<JournalRecord> RecordsAsync(
        TenantStore store, SessionId session, long from, long to, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (from >= to)
            yield break;
        var first = true;
        var partition = JournalRows.Partition(session);
        await foreach (var row in store.Journals.QueryAsync(JournalRows.Records(partition, from, to), null, null, cancellation))
        {
            var record = await ReadAsync(store, row, cancellation);
            if (first && record.Position > from && await HolderAsync(store, partition, from, cancellation) is { } holder)
                yield return holder;
            first = false;
            yield return record;
        }
        if (first && await HolderAsync(store, partition, from, cancellation) is { } last)
            yield return last;
    }

    /// <summary>The record that begins before a position and holds it. Keys are read forwards only, so the look back doubles until a record comes.</summary>
    private static async Task<JournalRecord?> HolderAsync(TenantStore store, string partition, long position, CancellationToken cancellation)
    {
        for (var (before, back) = (position, FirstLookBack); before > 0; back *= 2)
        {
            var from = Math.Max(0, before - back);
            var nearest = default(TableEntity);
            await foreach (var row in store.Journals.QueryAsync(JournalRows.Records(partition, from, before), null, null, cancellation))
                nearest = row;
            if (nearest is not null)
            {
                var record = await ReadAsync(store, nearest, cancellation);
                return record.Position + record.Count > position ? record : null;
            }
            before = from;
        }
        return null;
    }

    private static async ValueTask<JournalRecord> ReadAsync(TenantStore store, TableEntity row, CancellationToken cancellation)
    {
        var (position, count) = JournalRows.ReadPlace(row);
        return new JournalRecord(position, count, await RowContent.ReadAsync(row, store.Blobs, cancellation));
    }
}
