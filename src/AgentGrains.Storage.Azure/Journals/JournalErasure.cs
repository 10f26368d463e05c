using AgentGrains.Core.Ids;
using AgentGrains.Storage.Azure.Connections;
using Azure;
using Azure.Data.Tables;

namespace AgentGrains.Storage.Azure.Journals;

/// <summary>Erases sessions. The header is marked first, so that no owner can append any more, and deleted last, so that an interrupted erasure is resumed.</summary>
/// <remarks>
/// Several processes may erase one session at a time, and the session may be created again after the first. So each step is under the header's ETag: a process that
/// was overtaken finds another header, or none, and deletes nothing of the new session.
/// </remarks>
internal static class JournalErasure
{
    public static async Task EraseAsync(TenantStore store, SessionId session, CancellationToken cancellation)
    {
        var partition = JournalRows.Partition(session);
        var head = await JournalReads.HeadAsync(store, session, cancellation);
        for (var (looks, marked) = (1, false); head is not null && (head.Deleted || !marked); looks++)
        {
            try
            {
                var mark = head.Deleted ? head.ETag : await store.Journals.MergeAsync(JournalRows.MakeDeletion(session), ETag.All, cancellation);
                marked = true;
                await EraseAsync(store, session, mark, cancellation);
                return;
            }
            catch (RequestFailedException failure) when (failure.IsContention())
            {
                if (looks == StoreFailures.MaxLooks)
                    throw StoreFailures.Contended($"The journal of {partition}", failure);
                head = await JournalReads.HeadAsync(store, session, cancellation);
            }
        }
    }

    private static async Task EraseAsync(TenantStore store, SessionId session, ETag mark, CancellationToken cancellation)
    {
        var partition = JournalRows.Partition(session);
        var blobs = await store.Blobs.ListAsync(JournalRows.Blobs(session), cancellation);
        var rows = new List<string>();
        await foreach (var row in store.Journals.QueryAsync($"PartitionKey eq '{partition}' and RowKey ne '{JournalRows.Header}'", ["RowKey"], null, cancellation))
            rows.Add(row.RowKey);
        // Only now is it certain that none of these blobs belongs to a session that was created again.
        mark = await store.Journals.MergeAsync(JournalRows.MakeDeletion(session), mark, cancellation);
        foreach (var blob in blobs)
            await store.Blobs.DeleteAsync(blob, cancellation);
        foreach (var portion in rows.Chunk(AzureTableLimits.TransactionEntities - 1))
        {
            var etags = await store.Journals.SubmitAsync(
            [
                new(TableTransactionActionType.UpdateMerge, JournalRows.MakeDeletion(session), mark),
                .. portion.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(partition, row), ETag.All)),
            ], cancellation);
            mark = etags[0];
        }
        await store.Journals.DeleteAsync(partition, JournalRows.Header, mark, cancellation);
    }
}
