using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Storage.Azure.Connections;
using Azure;
using Azure.Data.Tables;

namespace AgentGrains.Storage.Azure.Idempotency;

/// <summary>Answers under their keys: rows named by the hash of route and key, spread over 256 partitions by its first byte.</summary>
internal sealed class AzureIdempotencyStore(TenantStores tenants, WriteIds writes) : IIdempotencyStore
{
    private const string Prefix = "idempotency";
    private const string RouteColumn = "Route";
    private const string KeyColumn = "Key";
    private const string BodyColumn = "BodySha256";
    private const string SeedColumn = "Seed";
    private const string StartedColumn = "Begun";
    private const string OwnerColumn = "Owner";
    private const string StatusColumn = "Status";
    private const string TypeColumn = "ContentType";
    private const string LocationColumn = "Location";
    private const string WriteColumn = "Write";

    public async ValueTask<IdempotencyClaim> ClaimAsync(TenantId tenant, IdempotencyRecord record, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(record);
        var store = await tenants.OpenAsync(tenant, cancellation);
        var row = RowOf(record.Route, record.Key);
        (row[RouteColumn], row[KeyColumn], row[BodyColumn], row[SeedColumn]) = (record.Route, record.Key, record.BodySha256, record.Seed);
        var write = writes.Next();
        (row[StartedColumn], row[OwnerColumn], row[WriteColumn]) = (record.StartedAt.ToUnixTimeMilliseconds(), record.Owner, write);
        if (record.Answer is { } answer)
            await PutAsync(row, answer, store, write, cancellation);
        for (var looks = 1; ; looks++)
        {
            try
            {
                return new IdempotencyClaim(record, IsNew: true, (await store.Lists.AddAsync(row, cancellation)).ToString());
            }
            catch (Exception failure) when (StoreFailures.IsUnclear(failure))
            {
                // One with this call's own number is of an earlier try of it, whose answer was lost.
                if (await store.Lists.FindAsync(row.PartitionKey, row.RowKey, null, cancellation) is { } stored)
                    return new IdempotencyClaim(await ReadAsync(stored, store, cancellation), stored.GetInt64(WriteColumn) == write, stored.ETag.ToString());
                if (failure is not RequestFailedException contention)
                    throw;
                // The request that stored it removed it meanwhile.
                if (looks == StoreFailures.MaxLooks)
                    throw StoreFailures.Contended("An Idempotency-Key", contention);
            }
        }
    }

    public async ValueTask<IdempotencyClaim?> PassOnAsync(TenantId tenant, IdempotencyClaim claim, string owner, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(owner);
        if (await tenants.FindAsync(tenant, cancellation) is not { } store)
            return null;
        var row = RowOf(claim.Record.Route, claim.Record.Key);
        row[OwnerColumn] = owner;
        return await ChangeAsync(store, row, claim, writes.Next(), cancellation) is { } version
            ? new IdempotencyClaim(claim.Record with { Owner = owner }, IsNew: false, version.ToString())
            : null;
    }

    public async ValueTask<bool> CompleteAsync(TenantId tenant, IdempotencyClaim claim, IdempotencyAnswer answer, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(answer);
        if (await tenants.FindAsync(tenant, cancellation) is not { } store)
            return false;
        var (row, write) = (RowOf(claim.Record.Route, claim.Record.Key), writes.Next());
        await PutAsync(row, answer, store, write, cancellation);
        if (await ChangeAsync(store, row, claim, write, cancellation) is not null)
            return true;
        if (row.GetString(RowContent.BlobColumn) is { } blob)
            await store.Blobs.DeleteAsync(blob, cancellation);
        return false;
    }

    public async ValueTask RemoveAsync(TenantId tenant, IdempotencyClaim claim, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(claim);
        if (await tenants.FindAsync(tenant, cancellation) is not { } store)
            return;
        var row = RowOf(claim.Record.Route, claim.Record.Key);
        try
        {
            await store.Lists.DeleteAsync(row.PartitionKey, row.RowKey, new ETag(claim.Version), cancellation);
        }
        catch (RequestFailedException failure) when (failure.IsContention())
        {
            // It is another request's now.
        }
    }

    /// <summary>Changes a record that is as it was claimed; null if it is not.</summary>
    private static async Task<ETag?> ChangeAsync(TenantStore store, TableEntity change, IdempotencyClaim claim, long write, CancellationToken cancellation)
    {
        change[WriteColumn] = write;
        try
        {
            return await store.Lists.MergeAsync(change, new ETag(claim.Version), cancellation);
        }
        catch (Exception failure) when (StoreFailures.IsUnclear(failure))
        {
            var stored = await store.Lists.FindAsync(change.PartitionKey, change.RowKey, [WriteColumn], cancellation);
            if (stored?.GetInt64(WriteColumn) == write)
                return stored.ETag;
            if (failure is RequestFailedException)
                return null;
            throw;
        }
    }

    public async ValueTask<int> DeleteBeforeAsync(DateTimeOffset startedBefore, CancellationToken cancellation)
    {
        var deleted = 0;
        await foreach (var tenant in tenants.ListAsync(cancellation))
        {
            if (await tenants.FindAsync(tenant, cancellation) is { } store)
                deleted += await DeleteBeforeAsync(store, startedBefore.ToUnixTimeMilliseconds(), cancellation);
        }
        return deleted;
    }

    private static async Task<int> DeleteBeforeAsync(TenantStore store, long startedBefore, CancellationToken cancellation)
    {
        var old = new List<(string Partition, string Row, string? Blob)>();
        var range = $"PartitionKey ge '{Prefix}{KeyText.Separator}' and PartitionKey lt '{Prefix}{KeyText.AfterSeparator}' and {StartedColumn} lt {startedBefore}L";
        await foreach (var row in store.Lists.QueryAsync(range, ["PartitionKey", "RowKey", RowContent.BlobColumn], null, cancellation))
            old.Add((row.PartitionKey, row.RowKey, row.GetString(RowContent.BlobColumn)));
        foreach (var blob in old.Select(row => row.Blob).OfType<string>())
            await store.Blobs.DeleteAsync(blob, cancellation);
        foreach (var partition in old.GroupBy(row => row.Partition))
            await store.Lists.DeleteAllAsync(partition.Key, [.. partition.Select(row => row.Row)], cancellation);
        return old.Count;
    }

    private static TableEntity RowOf(string route, string key)
    {
        // Neither has a line feed, so no two pairs make one text.
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{route}\n{key}")));
        return new TableEntity($"{Prefix}{KeyText.Separator}{hash[..2]}", hash);
    }

    private static async ValueTask PutAsync(TableEntity row, IdempotencyAnswer answer, TenantStore store, long write, CancellationToken cancellation)
    {
        (row[StatusColumn], row[TypeColumn], row[LocationColumn]) = (answer.Status, answer.ContentType, answer.Location);
        await RowContent.PutAsync(row, answer.Body, store.Blobs, string.Create(CultureInfo.InvariantCulture, $"answers/{row.RowKey}-{write:x}"), cancellation);
    }

    private static async ValueTask<IdempotencyRecord> ReadAsync(TableEntity row, TenantStore store, CancellationToken cancellation)
    {
        if (row.GetString(RouteColumn) is not { } route || row.GetString(KeyColumn) is not { } key || row.GetString(BodyColumn) is not { } body
            || row.GetString(SeedColumn) is not { } seed || row.GetInt64(StartedColumn) is not { } started)
        {
            throw StoreFailures.Damaged($"The row '{row.RowKey}' of '{row.PartitionKey}' is no record of a request.");
        }
        var answer = row.GetInt32(StatusColumn) is { } status
            ? new IdempotencyAnswer(status, row.GetString(TypeColumn), row.GetString(LocationColumn), await RowContent.ReadAsync(row, store.Blobs, cancellation))
            : null;
        return new IdempotencyRecord(route, key, body, seed, DateTimeOffset.FromUnixTimeMilliseconds(started), answer)
        {
            // The version before this one stored none.
            Owner = row.GetString(OwnerColumn) ?? "",
        };
    }
}
