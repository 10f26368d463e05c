using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;
using AgentGrains.Storage.Azure.Connections;
using Azure;
using Azure.Data.Tables;

namespace AgentGrains.Storage.Azure.Visibility;

/// <summary>Writes runs and sessions with the rows by which they are found, many in one transaction.</summary>
/// <remarks>Stored rows are cached, so that a change reads nothing; if a row has changed meanwhile, its ETag fails the transaction and all rows are read again.</remarks>
internal sealed class ListWriter
{
    /// <summary>Rows remembered, about 200 bytes each.</summary>
    private const int MaxRemembered = 20_000;

    /// <summary>The most rows that one change writes: the run, four indexes and as many that it no longer has.</summary>
    private const int RowsOfAChange = 9;

    private const int ChangesInOne = AzureTableLimits.TransactionEntities / RowsOfAChange;

    private readonly RecentlyUsed<(TenantId Tenant, string Key), StoredRow> remembered = new(MaxRemembered);

    /// <summary>Lists sessions and runs. Of several changes of one the newest counts.</summary>
    public async Task UpsertAsync(TenantId tenant, TenantStore store, IReadOnlyList<VisibilityChange> changes, CancellationToken cancellation)
    {
        var listed = new Dictionary<string, Listed>();
        foreach (var change in changes)
        {
            if (change.Session is { } session)
                listed[ListRows.Key(session.Id)] = Listed.Of(session);
            if (change.Run is not { } run)
                continue;
            var own = Listed.Of(run, change.Position);
            if (!listed.TryGetValue(own.Row.RowKey, out var other) || other.Position <= own.Position)
                listed[own.Row.RowKey] = own;
        }
        foreach (var portion in listed.Values.Chunk(ChangesInOne))
        {
            // A row that this host wrote before has an ETag that tells. Of what it has not written, only the session's row does.
            var unknown = portion.Where(one => remembered.Find((tenant, one.Row.RowKey)) is null).Select(one => one.Session).Distinct();
            var erased = (await Task.WhenAll(unknown.Select(session => FindErasedAsync(store, session, cancellation)))).OfType<string>().ToHashSet();
            var left = portion.Where(one => !erased.Contains(one.Session)).ToArray();
            if (left.Length > 0)
                await WriteAsync(tenant, store, left, cancellation);
        }
    }

    /// <summary>
    /// Takes a run or a session off, with all rows by which it is found, at once: an interrupted erasure leaves no orphaned rows. What is left under its key is newer than
    /// all that a late host delivers.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="store">Its stores.</param>
    /// <param name="key">The key of the run or session.</param>
    /// <param name="index">The row it was found by, which goes even where what it names is gone.</param>
    /// <param name="indexes">The rows by which a stored row is found.</param>
    /// <param name="at">The time.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task DeleteAsync(
        TenantId tenant, TenantStore store, string key, string? index, Func<TableEntity, IEnumerable<TableEntity>> indexes, DateTimeOffset at, CancellationToken cancellation)
    {
        for (var looks = 1; ; looks++)
        {
            remembered.Forget((tenant, key));
            var row = await store.Lists.FindAsync(ListRows.Partition, key, null, cancellation);
            if (row is not null && ListRows.IsErased(row))
            {
                if (index is not null)
                    await store.Lists.DeleteAsync(ListRows.Partition, index, cancellation);
                return;
            }
            try
            {
                var found = row is null ? [] : indexes(row).ToList();
                // One that is missing would fail the transaction each time.
                if (looks > 1)
                {
                    var there = await ThereAsync(store, found.Select(static other => other.RowKey), cancellation);
                    found.RemoveAll(other => !there.Contains(other.RowKey));
                }
                TableTransactionAction erased = row is null
                    ? new(TableTransactionActionType.Add, ListRows.MakeErased(key))
                    : new(TableTransactionActionType.UpdateReplace, ListRows.MakeErased(key), row.ETag);
                await store.Lists.SubmitAsync(
                [
                    erased,
                    new(TableTransactionActionType.UpsertReplace, ListRows.ErasedIndex(key, at)),
                    .. found.Select(static other => new TableTransactionAction(TableTransactionActionType.Delete, other, ETag.All)),
                ], cancellation);
                if (row is null && index is not null)
                    await store.Lists.DeleteAsync(ListRows.Partition, index, cancellation);
                return;
            }
            catch (RequestFailedException failure) when (failure.IsContention())
            {
                if (looks == StoreFailures.MaxLooks)
                    throw StoreFailures.Contended("The list of runs", failure);
            }
        }
    }

    /// <summary>Forgets what was erased before a time.</summary>
    public static async Task ForgetErasedAsync(TenantStore store, DateTimeOffset before, CancellationToken cancellation)
    {
        const int Most = AzureTableLimits.TransactionEntities / 2;
        var range = KeyText.Between(ListRows.Partition, ListRows.ErasedAt(DateTimeOffset.UnixEpoch), ListRows.ErasedAt(before));
        var old = new List<string>();
        do
        {
            old.Clear();
            await foreach (var row in store.Lists.QueryAsync(range, ["RowKey"], Most, cancellation))
                old.AddRange([ListRows.ErasedKey(row.RowKey), row.RowKey]);
            await store.Lists.DeleteAllAsync(ListRows.Partition, old, cancellation);
        }
        while (old.Count == 2 * Most);
    }

    /// <summary>The key of a session's row if the session was erased; else null.</summary>
    private static async Task<string?> FindErasedAsync(TenantStore store, string session, CancellationToken cancellation) =>
        await store.Lists.FindAsync(ListRows.Partition, session, null, cancellation) is { } row && ListRows.IsErased(row) ? session : null;

    private async Task WriteAsync(TenantId tenant, TenantStore store, Listed[] changes, CancellationToken cancellation)
    {
        var stored = await Task.WhenAll(changes.Select(async change => remembered.Find((tenant, change.Row.RowKey)) switch
        {
            { } known when known.Position <= change.Position => known,
            null when change.MayBeNew => null,
            // What is remembered may have been erased: that it is newer counts only where the store says the same.
            _ => await FindAsync(store, change, cancellation),
        }));
        for (var looks = 1; ; looks++)
        {
            var newer = changes.Zip(stored, (change, before) => (Change: change, Before: before)).Where(pair => !(pair.Before?.Position > pair.Change.Position)).ToArray();
            if (newer.Length == 0)
                return;
            try
            {
                var etags = await store.Lists.SubmitAsync([.. newer.Select(Put), .. newer.SelectMany(PutIndexes)], cancellation);
                for (var i = 0; i < newer.Length; i++)
                    remembered.Set((tenant, newer[i].Change.Row.RowKey), newer[i].Change.Stored(etags[i]));
                return;
            }
            catch (RequestFailedException failure) when (failure.IsContention())
            {
                // Another host, or an earlier try of this call: what is listed again is the same.
                if (looks == StoreFailures.MaxLooks)
                    throw StoreFailures.Contended("The list of runs", failure);
                stored = await Task.WhenAll(changes.Select(change => LookAgainAsync(store, change, cancellation)));
            }
        }
    }

    private static async Task<StoredRow?> FindAsync(TenantStore store, Listed change, CancellationToken cancellation) =>
        await store.Lists.FindAsync(ListRows.Partition, change.Row.RowKey, null, cancellation) is { } row ? change.Read(row) : null;

    /// <summary>A row as it is, with those of its index rows that are there: the write makes what is missing, and one that is missing fails each transaction that deletes it.</summary>
    private static async Task<StoredRow?> LookAgainAsync(TenantStore store, Listed change, CancellationToken cancellation)
    {
        if (await FindAsync(store, change, cancellation) is not { } row)
            return null;
        var there = await ThereAsync(store, row.Indexes.Keys, cancellation);
        return row with { Indexes = row.Indexes.Where(index => there.Contains(index.Key)).ToDictionary(StringComparer.Ordinal) };
    }

    private static async Task<HashSet<string>> ThereAsync(TenantStore store, IEnumerable<string> keys, CancellationToken cancellation)
    {
        var rows = await Task.WhenAll(keys.Select(key => store.Lists.FindAsync(ListRows.Partition, key, ["RowKey"], cancellation)));
        return rows.OfType<TableEntity>().Select(static row => row.RowKey).ToHashSet(StringComparer.Ordinal);
    }

    private static TableTransactionAction Put((Listed Change, StoredRow? Before) pair) => pair.Before is null
        ? new(TableTransactionActionType.Add, pair.Change.Row)
        : new(TableTransactionActionType.UpdateReplace, pair.Change.Row, pair.Before.ETag);

    private static IEnumerable<TableTransactionAction> PutIndexes((Listed Change, StoredRow? Before) pair)
    {
        var before = pair.Before?.Indexes ?? [];
        var after = pair.Change.Indexes;
        foreach (var key in before.Keys.Where(key => !after.ContainsKey(key)))
            yield return new(TableTransactionActionType.Delete, new TableEntity(ListRows.Partition, key), ETag.All);
        // One that says the same as before stays as it is.
        foreach (var (key, row) in after.Where(index => !before.TryGetValue(index.Key, out var old) || old.GetString(ListRows.StatusColumn) != index.Value.GetString(ListRows.StatusColumn)))
            yield return new(TableTransactionActionType.UpsertReplace, row);
    }

    /// <summary>A run or session to list.</summary>
    private sealed record Listed(TableEntity Row, string Session, long Position, bool MayBeNew, Dictionary<string, TableEntity> Indexes, Func<TableEntity, StoredRow> Read)
    {
        public static Listed Of(RunView run, long position) => new(
            ListRows.Make(run, position), ListRows.Key(run.Id.Session), position, MayBeNew: run.Status is RunStatus.Queued or RunStatus.Running,
            ByKey(ListRows.Indexes(run.Id, run.Agent, run.Status.HasEnded() ? null : ListRows.StatusOf(run))),
            row => ListRows.IsErased(row)
                ? Erased(row)
                : new StoredRow(row.ETag, ListRows.ReadPosition(row), ByKey(ListRows.Indexes(run.Id, ListRows.ReadAgent(row), ListRows.ReadUnendedStatus(row)))));

        public static Listed Of(SessionView session) => new(
            ListRows.Make(session), ListRows.Key(session.Id), 0, MayBeNew: true, ByKey([ListRows.Index(session.Id, session.Agent)]),
            row => ListRows.IsErased(row) ? Erased(row) : new StoredRow(row.ETag, 0, ByKey([ListRows.Index(session.Id, ListRows.ReadAgent(row))])));

        public StoredRow Stored(ETag etag) => new(etag, Position, Indexes);

        private static StoredRow Erased(TableEntity row) => new(row.ETag, ListRows.ReadPosition(row), []);

        private static Dictionary<string, TableEntity> ByKey(IEnumerable<TableEntity> rows) => rows.ToDictionary(row => row.RowKey, StringComparer.Ordinal);
    }

    /// <summary>A row as it is stored, with the rows by which it is found.</summary>
    private sealed record StoredRow(ETag ETag, long Position, Dictionary<string, TableEntity> Indexes);
}
