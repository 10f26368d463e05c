using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace AgentGrains.Storage.Azure.Connections;

/// <summary>One table, with failures as callers know them. Contention (404, 409, 412) is an answer and comes as <see cref="RequestFailedException"/>.</summary>
internal sealed class StoreTable(TableClient client, string account)
{
    /// <summary>One entity; null where it is not there.</summary>
    /// <param name="partition">Its PartitionKey.</param>
    /// <param name="row">Its RowKey.</param>
    /// <param name="columns">The properties to read; all where null.</param>
    /// <param name="cancellation">Ends the call.</param>
    public Task<TableEntity?> FindAsync(string partition, string row, string[]? columns, CancellationToken cancellation) => StoreFailures.GuardAsync<TableEntity?>(account, async () =>
    {
        try
        {
            return await client.GetEntityAsync<TableEntity>(partition, row, columns, cancellation);
        }
        // By the code, because a table that is missing is a 404 as well, and the client's own call for this takes both for the same.
        catch (RequestFailedException failure) when (failure.ErrorCode == TableErrorCode.ResourceNotFound || failure.ErrorCode == TableErrorCode.EntityNotFound)
        {
            return null;
        }
    });

    /// <summary>The entities that match, by PartitionKey and RowKey, as many as are asked for.</summary>
    public async IAsyncEnumerable<TableEntity> QueryAsync(string filter, string[]? columns, int? most, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var left = most ?? int.MaxValue;
        // A page may come empty and still be followed by others: the service ends a long query early and returns a continuation token.
        var pages = client.QueryAsync<TableEntity>(filter, Math.Min(left, AzureTableLimits.PageEntities), columns, cancellation).AsPages();
        await using var page = pages.GetAsyncEnumerator(cancellation);
        while (left > 0 && await StoreFailures.GuardAsync(account, async () => await page.MoveNextAsync()))
        {
            foreach (var entity in page.Current.Values)
            {
                yield return entity;
                if (--left == 0)
                    break;
            }
        }
    }

    /// <summary>Writes all of it or nothing: at most <see cref="AzureTableLimits.TransactionEntities"/> entities of one partition, each once.</summary>
    /// <returns>The new ETag of each entity, in order; empty of a deleted one.</returns>
    /// <exception cref="RequestFailedException">404, 409 or 412: nothing was written by this try; an earlier try of the call may have been executed.</exception>
    public Task<ETag[]> SubmitAsync(IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellation) => StoreFailures.GuardAsync(account, async () =>
    {
        var answer = await client.SubmitTransactionAsync(actions, cancellation);
        return answer.Value.Select(response => response.Headers.ETag ?? default).ToArray();
    });

    /// <summary>Writes an entity, whatever is there.</summary>
    public Task PutAsync(TableEntity entity, CancellationToken cancellation) =>
        StoreFailures.GuardAsync(account, () => client.UpsertEntityAsync(entity, TableUpdateMode.Replace, cancellation));

    /// <summary>Writes an entity that must not be there.</summary>
    /// <returns>Its ETag.</returns>
    /// <exception cref="RequestFailedException">409: it is there; an earlier try of the call may have written it.</exception>
    public async Task<ETag> AddAsync(TableEntity entity, CancellationToken cancellation) =>
        (await StoreFailures.GuardAsync(account, () => client.AddEntityAsync(entity, cancellation))).Headers.ETag ?? default;

    /// <summary>Sets some properties of an entity and leaves the others.</summary>
    /// <returns>The new ETag.</returns>
    /// <exception cref="RequestFailedException">404: it is not there. 412: it has another ETag.</exception>
    public async Task<ETag> MergeAsync(TableEntity entity, ETag etag, CancellationToken cancellation) =>
        (await StoreFailures.GuardAsync(account, () => client.UpdateEntityAsync(entity, etag, TableUpdateMode.Merge, cancellation))).Headers.ETag ?? default;

    /// <summary>Deletes an entity; nothing happens where there is none.</summary>
    public Task DeleteAsync(string partition, string row, CancellationToken cancellation) => DeleteAsync(partition, row, ETag.All, cancellation);

    /// <summary>Deletes an entity; nothing happens where there is none.</summary>
    /// <exception cref="RequestFailedException">412: it has another ETag.</exception>
    public Task DeleteAsync(string partition, string row, ETag etag, CancellationToken cancellation) =>
        StoreFailures.GuardAsync(account, () => client.DeleteEntityAsync(partition, row, etag, cancellation));

    /// <summary>Deletes entities of one partition, as many in one transaction as it takes; those that are gone already are no mistake.</summary>
    public async Task DeleteAllAsync(string partition, IReadOnlyCollection<string> rows, CancellationToken cancellation)
    {
        foreach (var portion in rows.Chunk(AzureTableLimits.TransactionEntities))
        {
            try
            {
                await SubmitAsync([.. portion.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, new TableEntity(partition, row), ETag.All))], cancellation);
            }
            catch (RequestFailedException failure) when (failure.IsContention())
            {
                // Another process deletes the same rows, and one missing row fails the whole transaction.
                foreach (var row in portion)
                    await DeleteAsync(partition, row, cancellation);
            }
        }
    }

    /// <summary>Makes the table where there is none.</summary>
    public Task CreateAsync(CancellationToken cancellation) => StoreFailures.GuardAsync(account, () => client.CreateIfNotExistsAsync(cancellation));
}
