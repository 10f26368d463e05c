using AgentGrains.Storage.Azure.Connections;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace AgentGrains.Storage.Azure.OrleansTables;

/// <summary>
/// A table of Microsoft's layouts, which an operation finds there: where it is missing it is created, and the operation runs once more. Failures are as
/// callers know them; contention (<see cref="StoreFailures.IsContention"/>) is an answer and comes as <see cref="RequestFailedException"/>.
/// </summary>
internal sealed class OrleansTable(TableServiceClient service, string name)
{
    private readonly TableClient client = service.GetTableClient(name);

    public Task<T> UseAsync<T>(Func<TableClient, Task<T>> operation) => StoreFailures.GuardAsync(service.AccountName, async () =>
    {
        try
        {
            return await operation(client);
        }
        catch (RequestFailedException failure) when (failure.ErrorCode == TableErrorCode.TableNotFound)
        {
            await client.CreateIfNotExistsAsync();
            return await operation(client);
        }
    });

    /// <summary>Every row that fits, and in how many pages the answer came. Each page shows its partition as of one moment; two pages may show two.</summary>
    public Task<(List<TableEntity> Rows, int Pages)> QueryAsync(string filter) => UseAsync(async table =>
    {
        var (rows, pages) = (new List<TableEntity>(), 0);
        await foreach (var page in table.QueryAsync<TableEntity>(filter).AsPages())
        {
            rows.AddRange(page.Values);
            pages++;
        }
        return (rows, pages);
    });

    /// <summary>The row, or null where there is none.</summary>
    public Task<TableEntity?> FindAsync(string partitionKey, string rowKey) => UseAsync(async table =>
        await table.GetEntityIfExistsAsync<TableEntity>(partitionKey, rowKey) is { HasValue: true } found ? found.Value : null);

    /// <summary>Removes the row; false where there was none.</summary>
    /// <param name="partitionKey">Its partition.</param>
    /// <param name="rowKey">Its key there.</param>
    /// <param name="etag">The ETag it must have, or <see cref="ETag.All"/>.</param>
    public Task<bool> RemoveAsync(string partitionKey, string rowKey, ETag etag) => UseAsync(async table =>
        (await table.DeleteEntityAsync(partitionKey, rowKey, etag)).Status != 404);
}
