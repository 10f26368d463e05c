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
    private const string StatusColumn = "Status";
    private const string TypeColumn = "ContentType";
    private const string LocationColumn = "Location";
    private const string WriteColumn = "Write";

    public async ValueTask<IdempotencyRecord?> TryBeginAsync(TenantId tenant, IdempotencyRecord record, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(record);
        var store = await tenants.OpenAsync(tenant, cancellation);
        var row = RowOf(record.Route, record.Key);
        (row[RouteColumn], row[KeyColumn], row[BodyColumn], row[SeedColumn]) = (record.Route, record.Key, record.BodySha256, record.Seed);
        var write = writes.Next();
        (row[StartedColumn], row[WriteColumn]) = (record.StartedAt.ToUnixTimeMilliseconds(), write);
        if (record.Answer is { } answer)
            await PutAsync(row, answer, store, write, cancellation);
        for (var looks = 1; ; looks++)
        {
            try
            {
                await store.Lists.AddAsync(row, cancellation);
                return null;
            }
            catch (Exception failure) when (StoreFailures.IsUnclear(failure))
            {
                // One with this call's own number is of an earlier try of it, whose answer was lost.
                if (await store.Lists.FindAsync(row.PartitionKey, row.RowKey, null, cancellation) is { } stored)
                    return stored.GetInt64(WriteColumn) == write ? null : await ReadAsync(stored, store, cancellation);
                if (failure is not RequestFailedException contention)
                    throw;
                // The request that stored it removed it meanwhile.
                if (looks == StoreFailures.MaxLooks)
                    throw StoreFailures.Contended("An Idempotency-Key", contention);
            }
        }
    }

    public async ValueTask CompleteAsync(TenantId tenant, string route, string key, IdempotencyAnswer answer, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (await tenants.FindAsync(tenant, cancellation) is not { } store)
            return;
        var row = RowOf(route, key);
        await PutAsync(row, answer, store, writes.Next(), cancellation);
        try
        {
            await store.Lists.MergeAsync(row, ETag.All, cancellation);
        }
        catch (RequestFailedException failure) when (failure.Status == 404)
        {
            // Taken back, or dropped as too old.
        }
    }

    public async ValueTask RemoveAsync(TenantId tenant, string route, string key, CancellationToken cancellation)
    {
        if (await tenants.FindAsync(tenant, cancellation) is not { } store)
            return;
        var row = RowOf(route, key);
        await store.Lists.DeleteAsync(row.PartitionKey, row.RowKey, cancellation);
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
        return new IdempotencyRecord(route, key, body, seed, DateTimeOffset.FromUnixTimeMilliseconds(started), answer);
    }
}
