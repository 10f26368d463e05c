using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using AgentGrains.Core.Ids;
using Azure.Data.Tables;

namespace AgentGrains.Storage.Azure.Connections;

/// <summary>The tables and the container of each tenant. Made at its first write; a row among <see cref="HostTables.Tenants"/> says that they are there.</summary>
/// <remarks>The row comes last, so a tenant that has one has all the rest, and a missing table is damage and not an empty tenant.</remarks>
internal sealed class TenantStores(StorageAccount account)
{
    private const string Partition = "tenants";
    private const string VersionColumn = "Version";

    /// <summary>Characters of a tenant's id in the names of what it has, for people. What tells two apart is the hash behind them.</summary>
    private const int ReadableChars = 20;

    private const int HashChars = 16;

    private readonly StoreTable registry = account.Table(HostTables.Tenants);
    private readonly StoreBlobs container = account.Container(HostTables.Container);
    private readonly ConcurrentDictionary<TenantId, TenantStore> known = new();

    /// <summary>A tenant's stores to write to; made where there are none.</summary>
    public async ValueTask<TenantStore> OpenAsync(TenantId tenant, CancellationToken cancellation)
    {
        if (await FindAsync(tenant, cancellation) is { } found)
            return found;
        var made = Make(tenant);
        await made.Blobs.CreateAsync(cancellation);
        await made.Journals.CreateAsync(cancellation);
        await made.Lists.CreateAsync(cancellation);
        await registry.PutAsync(new TableEntity(Partition, tenant.Value) { [VersionColumn] = HostTables.Version }, cancellation);
        return known.GetOrAdd(tenant, made);
    }

    /// <summary>A tenant's stores to read from; null where it has none.</summary>
    public async ValueTask<TenantStore?> FindAsync(TenantId tenant, CancellationToken cancellation)
    {
        if (known.TryGetValue(tenant, out var store))
            return store;
        if (await registry.FindAsync(Partition, tenant.Value, null, cancellation) is not { } row)
            return null;
        Check($"The tenant {tenant}", row);
        var found = Make(tenant);
        await found.Blobs.CheckAsync(cancellation);
        return known.GetOrAdd(tenant, found);
    }

    /// <summary>Every tenant that has stores, by id.</summary>
    public async IAsyncEnumerable<TenantId> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var row in registry.QueryAsync($"PartitionKey eq '{Partition}'", ["RowKey"], null, cancellation))
            yield return TenantId.Parse(row.RowKey);
    }

    /// <summary>Makes the tables and the container of the host and refuses an account that a newer program wrote to. May be called at any time, any number of times.</summary>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        await registry.CreateAsync(cancellation);
        await account.Table(HostTables.WakeUps).CreateAsync(cancellation);
        await container.CreateAsync(cancellation);
        if (await registry.FindAsync("host", "version", null, cancellation) is { } row)
            Check("The stored form", row);
        else
            await registry.PutAsync(new TableEntity("host", "version") { [VersionColumn] = HostTables.Version }, cancellation);
    }

    /// <summary>Two small reads: whether the account's tables and its blobs answer.</summary>
    public Task ProbeAsync(CancellationToken cancellation) => Task.WhenAll(registry.FindAsync("host", "version", null, cancellation), container.CheckAsync(cancellation));

    private void Check(string what, TableEntity row)
    {
        var stored = row.GetInt32(VersionColumn) ?? throw StoreFailures.Damaged($"{what} of the storage account {account.Name} has no version.");
        if (stored > HostTables.Version)
            throw StoreFailures.Newer($"{what} of the storage account {account.Name}", stored, HostTables.Version);
    }

    private TenantStore Make(TenantId tenant)
    {
        var name = NameOf(tenant);
        return new TenantStore(account.Table("agj" + name), account.Table("agl" + name), account.Container("ag-" + name));
    }

    /// <summary>A name for tables (letters and digits, whatever their case) and containers, which a tenant's id with its hyphens and 63 characters is not.</summary>
    private static string NameOf(TenantId tenant)
    {
        var readable = tenant.Value.Replace("-", "", StringComparison.Ordinal);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(tenant.Value)));
        return string.Create(CultureInfo.InvariantCulture, $"{readable[..Math.Min(readable.Length, ReadableChars)]}{hash[..HashChars]}");
    }
}

/// <summary>What one tenant has.</summary>
/// <param name="Journals">The journals: a partition for each session.</param>
/// <param name="Lists">All that is not a journal.</param>
/// <param name="Blobs">Payloads, and what is too large for a row.</param>
internal sealed record TenantStore(StoreTable Journals, StoreTable Lists, StoreBlobs Blobs);
