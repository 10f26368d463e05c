using System.Runtime.CompilerServices;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Storage.Azure.Connections;
using Azure;

namespace AgentGrains.Storage.Azure.Journals;

/// <summary>The journals: a session is a partition of its tenant's table, and an append one entity group transaction of its record and its header.</summary>
internal sealed class AzureJournalStore(TenantStores tenants, WriteIds writes) : IJournalStore
{
    private readonly JournalWriter writer = new(writes);

    public async ValueTask<JournalOpening?> OpenAsync(SessionKey session, CancellationToken cancellation)
    {
        if (await tenants.FindAsync(session.Tenant, cancellation) is not { } store)
            return null;
        if (await ReadHeadsAsync(store, session.Session, cancellation) is not var (head, saved))
            return null;
        writer.Remember(session, head);
        var tail = new List<JournalRecord>();
        // What is appended meanwhile is left for the one who appends it: the opening is of one moment.
        await foreach (var record in JournalReads.RecordsAsync(store, session.Session, saved?.Position ?? 0, head.Header.Position, cancellation))
            tail.Add(record);
        return new JournalOpening(head.Header, saved, tail);
    }

    /// <summary>Header and checkpoint of one moment; null if there is no session.</summary>
    private static async Task<(StoredHead Head, JournalCheckpoint? Saved)?> ReadHeadsAsync(TenantStore store, SessionId session, CancellationToken cancellation)
    {
        var missing = default(ETag);
        while (true)
        {
            var (head, checkpoint) = await JournalReads.HeadsAsync(store, session, null, cancellation);
            if (head is null or { Deleted: true })
                return null;
            if (checkpoint is null)
                return (head, null);
            try
            {
                return (head, new JournalCheckpoint(JournalRows.ReadPosition(checkpoint), await RowContent.ReadAsync(checkpoint, store.Blobs, cancellation)));
            }
            catch (AgentGrainsException damaged) when (damaged.Code == ErrorCodes.DamagedData && checkpoint.ETag != missing)
            {
                // A newer checkpoint has replaced this one since its row was read, and its blob is deleted. If not, the next look finds the same row.
                missing = checkpoint.ETag;
            }
        }
    }

    public async ValueTask AppendAsync(JournalAppend append, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(append.Epoch, 1, nameof(append));
        ArgumentOutOfRangeException.ThrowIfNegative(append.Position, nameof(append));
        ArgumentOutOfRangeException.ThrowIfLessThan(append.Count, 1, nameof(append));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(append.Content.Length, JournalAppend.MaxContentBytes, nameof(append));
        cancellation.ThrowIfCancellationRequested();
        await writer.AppendAsync(await tenants.OpenAsync(append.Session.Tenant, cancellation), append, cancellation);
    }

    public async IAsyncEnumerable<JournalRecord> ReadAsync(SessionKey session, long from, long to, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (await tenants.FindAsync(session.Tenant, cancellation) is not { } store)
            yield break;
        await foreach (var record in JournalReads.RecordsAsync(store, session.Session, from, to, cancellation))
            yield return record;
    }

    public async ValueTask<SessionHeader?> ReadHeaderAsync(SessionKey session, CancellationToken cancellation)
    {
        if (await tenants.FindAsync(session.Tenant, cancellation) is not { } store)
            return null;
        var head = await JournalReads.HeadAsync(store, session.Session, cancellation);
        return head is null or { Deleted: true } ? null : head.Header;
    }

    public async ValueTask SaveCheckpointAsync(SessionKey session, long position, ReadOnlyMemory<byte> state, CancellationToken cancellation)
    {
        if (await tenants.FindAsync(session.Tenant, cancellation) is { } store)
            await JournalWriter.SaveCheckpointAsync(store, session.Session, position, state, cancellation);
    }

    public async ValueTask DeleteAsync(SessionKey session, CancellationToken cancellation)
    {
        if (await tenants.FindAsync(session.Tenant, cancellation) is { } store)
            await writer.DeleteAsync(store, session, cancellation);
    }

    /// <remarks>Reads every row of every tenant's journals, because a header is stored among its session's records. For recovery only.</remarks>
    public async IAsyncEnumerable<SessionKey> ReadUnfinishedAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var tenant in tenants.ListAsync(cancellation))
        {
            if (await tenants.FindAsync(tenant, cancellation) is not { } store)
                continue;
            await foreach (var row in store.Journals.QueryAsync(JournalRows.UnfinishedHeaders, ["PartitionKey"], null, cancellation))
                yield return new SessionKey(tenant, SessionId.Parse(row.PartitionKey));
        }
    }
}
