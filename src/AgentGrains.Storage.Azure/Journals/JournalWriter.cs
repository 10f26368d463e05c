using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Storage.Azure.Connections;
using Azure;
using Azure.Data.Tables;

namespace AgentGrains.Storage.Azure.Journals;

/// <summary>Appends under the fence of the header's ETag, and finds out what became of an append that got no clear answer.</summary>
/// <remarks>
/// The ETag of a session's header is remembered, so that an append reads nothing. What is remembered may be stale and decides nothing:
/// the transaction succeeds only where the stored header is the remembered one, and no record lies at the position yet. Each append has a number
/// of its own in the header and in its record. A conflict may be with an earlier try of the same call that was carried out although its answer
/// was lost, and a call may end without an answer: in both cases the stored rows tell by the number whose they are.
/// </remarks>
internal sealed class JournalWriter(WriteIds writes)
{
    /// <summary>Headers remembered, about 200 bytes each.</summary>
    private const int MaxRemembered = 20_000;

    /// <summary>How often an append looks anew at a header that changed between its look and its write.</summary>
    private const int MaxLooks = 4;

    private readonly RecentlyUsed<SessionKey, StoredHead> heads = new(MaxRemembered);

    /// <summary>Notes a header that was read.</summary>
    public void Remember(SessionKey session, StoredHead head) => heads.Set(session, head);

    public async Task AppendAsync(TenantStore store, JournalAppend append, CancellationToken cancellation)
    {
        var session = append.Session;
        var write = writes.Next();
        var record = JournalRows.MakeRecord(append, write);
        await RowContent.PutAsync(record, append.Content, store.Blobs, JournalRows.Blob(session.Session, append.Position, write), cancellation);
        // A position of 0 is most often that of a session made just now.
        var head = heads.Find(session) ?? (append.Position == 0 ? null : await JournalReads.HeadAsync(store, session.Session, cancellation));
        if (head is not null && !Fits(head, append))
            head = await JournalReads.HeadAsync(store, session.Session, cancellation);
        for (var looks = 1; ; looks++)
        {
            if (head is { Deleted: true })
            {
                await DeleteAsync(store, session, cancellation);
                head = null;
            }
            if (!Fits(head, append))
                throw Lost(append);
            try
            {
                var etags = await store.Journals.SubmitAsync([Put(head, JournalRows.MakeHeader(append, write)), new(TableTransactionActionType.Add, record)], cancellation);
                Remember(session, new StoredHead(new SessionHeader(append.Epoch, append.Position + append.Count, append.Unfinished), write, etags[0], Deleted: false));
                return;
            }
            catch (RequestFailedException failure) when (StoreFailures.IsContention(failure))
            {
                head = await LookAsync(store, append, write, cancellation);
                if (head is { } own && own.Write == write)
                    return;
                if (looks == MaxLooks)
                    throw Lost(append);
            }
            catch (AgentGrainsException unknown) when (unknown.Code == ErrorCodes.StoreUnavailable)
            {
                head = await LookAsync(store, append, write, cancellation);
                if (head is { } own && own.Write == write)
                    return;
                if (!Fits(head, append))
                    throw Lost(append);
                // It is not there now; whether it still comes, nobody knows. Its owner opens the session again.
                throw;
            }
        }
    }

    public static async Task SaveCheckpointAsync(TenantStore store, SessionId session, long position, ReadOnlyMemory<byte> state, CancellationToken cancellation)
    {
        var (head, stored) = await JournalReads.HeadsAsync(store, session, null, cancellation);
        if (head is null or { Deleted: true } || (stored is not null && JournalRows.ReadPosition(stored) > position))
            return;
        var row = JournalRows.MakeCheckpoint(session, position);
        await RowContent.PutAsync(row, state, store.Blobs, JournalRows.CheckpointBlob(session, position), cancellation);
        try
        {
            await store.Journals.SubmitAsync(
                [stored is null ? new(TableTransactionActionType.Add, row) : new(TableTransactionActionType.UpdateReplace, row, stored.ETag)], cancellation);
        }
        catch (RequestFailedException failure) when (StoreFailures.IsContention(failure))
        {
            // Another owner saves one, too, and this is only a cache: whichever is there is right.
        }
    }

    /// <summary>Erases a session. The header says so first, so that nobody appends any more, and goes last, so that an erasure that was cut off is gone on with.</summary>
    public async Task DeleteAsync(TenantStore store, SessionKey session, CancellationToken cancellation)
    {
        heads.Forget(session);
        var partition = JournalRows.Partition(session.Session);
        try
        {
            await store.Journals.MergeAsync(JournalRows.MakeDeletion(session.Session), ETag.All, cancellation);
        }
        catch (RequestFailedException failure) when (failure.Status == 404)
        {
            return;
        }
        await store.Blobs.DeleteAllAsync(JournalRows.Blobs(session.Session), cancellation);
        var rows = new List<string>();
        await foreach (var row in store.Journals.QueryAsync($"PartitionKey eq '{partition}' and RowKey ne '{JournalRows.Header}'", ["RowKey"], null, cancellation))
            rows.Add(row.RowKey);
        await store.Journals.DeleteAllAsync(partition, rows, cancellation);
        await store.Journals.DeleteAsync(partition, JournalRows.Header, cancellation);
    }

    /// <summary>The stored header. Where the record at the append's position is this append's own, the answer has its number, whoever appended after it.</summary>
    private async Task<StoredHead?> LookAsync(TenantStore store, JournalAppend append, long write, CancellationToken cancellation)
    {
        heads.Forget(append.Session);
        var head = await JournalReads.HeadAsync(store, append.Session.Session, cancellation);
        if (head is null || head.Write == write || head.Header.Position <= append.Position)
            return head;
        var record = await store.Journals.FindAsync(JournalRows.Partition(append.Session.Session), JournalRows.Record(append.Position), ["Write"], cancellation);
        return record is not null && JournalRows.ReadWrite(record) == write ? head with { Write = write } : head;
    }

    private static bool Fits(StoredHead? head, JournalAppend append) => head is null or { Deleted: true }
        ? append.Position == 0
        : head.Header.Position == append.Position && head.Header.Epoch <= append.Epoch;

    private static TableTransactionAction Put(StoredHead? head, TableEntity header) =>
        head is null ? new(TableTransactionActionType.Add, header) : new(TableTransactionActionType.UpdateReplace, header, head.ETag);

    private static JournalConflictException Lost(JournalAppend append) => new(append.Session, append.Position);
}
