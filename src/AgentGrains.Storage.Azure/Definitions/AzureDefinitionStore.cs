using System.Globalization;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Storage.Azure.Connections;
using Azure.Data.Tables;

namespace AgentGrains.Storage.Azure.Definitions;

/// <summary>Definitions: a partition for each kind, with a row for each version and one with the newest of each name.</summary>
internal sealed class AzureDefinitionStore(TenantStores tenants, WriteIds writes) : IDefinitionStore
{
    private const string Newest = "n";
    private const string Versions = "v";
    private const string NameColumn = "Name";
    private const string VersionColumn = "Version";
    private const string CreatedColumn = "Created";
    private const string ArchivedColumn = "Archived";
    private const string WriteColumn = "Write";

    public async ValueTask<bool> TryPutAsync(TenantId tenant, string kind, DefinitionDocument document, int expectedVersion, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentOutOfRangeException.ThrowIfNegative(expectedVersion);
        ArgumentOutOfRangeException.ThrowIfNotEqual(document.Version, expectedVersion + 1, nameof(document));
        var store = await tenants.OpenAsync(tenant, cancellation);
        var write = writes.Next();
        var version = Make(kind, KeyOf(document.Name, document.Version), document, write);
        var newest = Make(kind, KeyOf(document.Name), document, write);
        var stored = await store.Lists.FindAsync(newest.PartitionKey, newest.RowKey, [VersionColumn], cancellation);
        if ((stored?.GetInt32(VersionColumn) ?? 0) != expectedVersion)
            return false;
        try
        {
            await store.Lists.SubmitAsync(
            [
                new(TableTransactionActionType.Add, version),
                stored is null ? new(TableTransactionActionType.Add, newest) : new(TableTransactionActionType.UpdateReplace, newest, stored.ETag),
            ], cancellation);
            return true;
        }
        catch (Exception failure) when (StoreFailures.IsUnclear(failure))
        {
            // Another writer was first, or an earlier try of this call, whose answer was lost.
            var first = await store.Lists.FindAsync(version.PartitionKey, version.RowKey, [WriteColumn], cancellation);
            if (first?.GetInt64(WriteColumn) == write)
                return true;
            if (first is null && failure is AgentGrainsException)
                throw;
            return false;
        }
    }

    public async ValueTask<DefinitionDocument?> ReadAsync(TenantId tenant, string kind, string name, int? version, CancellationToken cancellation)
    {
        if (await tenants.FindAsync(tenant, cancellation) is not { } store)
            return null;
        return await store.Lists.FindAsync(Partition(kind), KeyOf(name, version), null, cancellation) is { } row ? Read(row) : null;
    }

    public async ValueTask<IReadOnlyList<DefinitionDocument>> ListAsync(TenantId tenant, string kind, string? after, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var documents = new List<DefinitionDocument>();
        if (await tenants.FindAsync(tenant, cancellation) is not { } store)
            return documents;
        var range = $"PartitionKey eq '{Partition(kind)}' and RowKey gt '{KeyOf(after ?? "")}' and RowKey lt '{Newest}{KeyText.AfterSeparator}' and {ArchivedColumn} eq false";
        await foreach (var row in store.Lists.QueryAsync(range, null, limit, cancellation))
            documents.Add(Read(row));
        return documents;
    }

    private static string Partition(string kind) => $"definitions{KeyText.Separator}{KeyText.Escape(kind)}";

    private static string KeyOf(string name, int? version = null) => version is { } number
        ? string.Create(CultureInfo.InvariantCulture, $"{Versions}{KeyText.Separator}{KeyText.EscapeInOrder(name)}{KeyText.Separator}{number:D10}")
        : $"{Newest}{KeyText.Separator}{KeyText.EscapeInOrder(name)}";

    private static TableEntity Make(string kind, string key, DefinitionDocument document, long write)
    {
        var row = new TableEntity(Partition(kind), key)
        {
            [NameColumn] = document.Name,
            [VersionColumn] = document.Version,
            [CreatedColumn] = document.CreatedAt.ToUnixTimeMilliseconds(),
            [ArchivedColumn] = document.Archived,
            [WriteColumn] = write,
        };
        RowContent.Put(row, document.Body);
        return row;
    }

    private static DefinitionDocument Read(TableEntity row) =>
        row.GetString(NameColumn) is { } name && row.GetInt32(VersionColumn) is { } version && row.GetInt64(CreatedColumn) is { } created
            ? new DefinitionDocument(name, version, RowContent.Read(row), DateTimeOffset.FromUnixTimeMilliseconds(created), row.GetBoolean(ArchivedColumn) == true)
            : throw StoreFailures.Damaged($"The row '{row.RowKey}' of '{row.PartitionKey}' is no definition.");
}
