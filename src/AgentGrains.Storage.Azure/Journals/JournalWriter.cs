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
/// the transaction succeeds only if the stored header is the remembered one and there is no record at the position yet. Each append has a number
/// of its own in the header and in its record. A conflict may be with an earlier try of the same call that was executed although its answer
/// was lost, and a call may end without an answer: in both cases the number in the stored rows shows whose they are.
/// </remarks>
internal sealed class JournalWriter(WriteIds writes)
{
    /// <summary>Headers remembered, about 200 bytes each.</summary>
    private const int MaxRemembered = 20_000;

    /// <summary>How often an append reads the header again if it changed between its read and its write.</summary>
    private const int MaxLooks = 4;

    private readonly RecentlyUsed<SessionKey, StoredHead> heads = new(MaxRemembered);

    /// <summary>Notes a header that was read.</summary>
    public void Remember(SessionKey session, StoredHead head) => heads.Set(session, head);

    public async Task AppendAsync(TenantStore store, JournalAppend append, CancellationToken cancellation)
    {
        var session = append.Session;
        var (write, record) = await MakeRecordAsync(store, append, cancellation);
        // A position of 0 is most often that of a session made just now.
        var head = heads.Find(session) ?? (append.Position == 0 ? null : await JournalReads.HeadAsync(store, session.Session, cancellation));
        if (head is not null && !Fits(head, append))
            head = await JournalReads.HeadAsync(store, session.Session, cancellation);
        for (var looks = 1; ; looks++)
        {
            if (head is { Deleted: true })
            {
                await JournalErasure.EraseAsync(store, session.Session, cancellation);
                // The blob may be erased as well; another process that erases may yet take its name, so it gets a new one.
                (write, record) = await MakeRecordAsync(store, append, cancellation);
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
            catch (RequestFailedException failure) when (failure.IsContention())
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
                // The record is not there now, but may still arrive. Its owner opens the session again.
                throw;
            }
        }
    }

    public static async Task SaveCheckpointAsync(TenantStore store, SessionId session, long position, ReadOnlyMemory<byte> state, CancellationToken cancellation)
    {
        var (head, stored) = await JournalReads.HeadsAsync(store, session, JournalRows.HeadColumns, cancellation);
        if (head is null or { Deleted: true } || (stored is not null && JournalRows.ReadPosition(stored) > position))
            return;
        var (row, blob) = (JournalRows.MakeCheckpoint(session, position), JournalRows.CheckpointBlob(session, position));
        await RowContent.PutAsync(row, state, store.Blobs, blob, cancellation);
        try
        {
            var etags = await store.Journals.SubmitAsync(
                [stored is null ? new(TableTransactionActionType.Add, row) : new(TableTransactionActionType.UpdateReplace, row, stored.ETag)], cancellation);
            // A session that was erased meanwhile may be created again, and would open with the fold of the old one.
            if (stored is null && await JournalReads.HeadAsync(store, session, cancellation) is null or { Deleted: true })
            {
                await store.Journals.DeleteAsync(row.PartitionKey, row.RowKey, etags[0], cancellation);
                await store.Blobs.DeleteAsync(blob, cancellation);
            }
            // The row named the blob of the checkpoint before, which nothing needs any more. One that was lost by a crash here goes with the session.
            else if (stored is not null && row.ContainsKey(RowContent.BlobColumn) && JournalRows.ReadPosition(stored) != position)
                await store.Blobs.DeleteAsync(JournalRows.CheckpointBlob(session, JournalRows.ReadPosition(stored)), cancellation);
        }
        catch (RequestFailedException failure) when (failure.IsContention())
        {
            // Another owner saves one, too, and this is only a cache: whichever is there is right.
        }
    }

    /// <summary>Erases a session.</summary>
    public Task DeleteAsync(TenantStore store, SessionKey session, CancellationToken cancellation)
    {
        heads.Forget(session);
        return JournalErasure.EraseAsync(store, session.Session, cancellation);
    }

    /// <summary>The row of an append under a new number. What does not fit in it is durable in its blob.</summary>
    private async Task<(long Write, TableEntity Record)> MakeRecordAsync(TenantStore store, JournalAppend append, CancellationToken cancellation)
    {
        var write = writes.Next();
        var record = JournalRows.MakeRecord(append, write);
        await RowContent.PutAsync(record, append.Content, store.Blobs, JournalRows.Blob(append.Session.Session, append.Position, write), cancellation);
        return (write, record);
    }

    /// <summary>The stored header. If the record at the append's position is this append's own, the result has its number, even if another append followed.</summary>
    private async Task<StoredHead?> LookAsync(TenantStore store, JournalAppend append, long write, CancellationToken cancellation)
    {
        heads.Forget(append.Session);
        var head = await JournalReads.HeadAsync(store, append.Session.Session, cancellation);
        if (head is null || head.Write == write || head.Header.Position <= append.Position)
            return head;
        var record = await store.Journals.FindAsync(JournalRows.Partition(append.Session.Session), JournalRows.Record(append.Position), [JournalRows.WriteColumn], cancellation);
        return record is not null && JournalRows.ReadWrite(record) == write ? head with { Write = write } : head;
    }

    private static bool Fits(StoredHead? head, JournalAppend append) => head is null or { Deleted: true }
        ? append.Position == 0
        : head.Header.Position == append.Position && head.Header.Epoch <= append.Epoch;

    private static TableTransactionAction Put(StoredHead? head, TableEntity header) =>
        head is null ? new(TableTransactionActionType.Add, header) : new(TableTransactionActionType.UpdateReplace, header, head.ETag);

    private static JournalConflictException Lost(JournalAppend append) => new(append.Session, append.Position);
}
