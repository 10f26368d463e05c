using AgentGrains.Storage.Azure.Connections;
using AgentGrains.Storage.Azure.OrleansTables;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace AgentGrains.Storage.Azure.GrainState;

/// <summary>State of Orleans grains, a row each, in the layout of Microsoft's provider.</summary>
/// <remarks>
/// That layout has one table, so the state of every tenant's grains is in it too; a tenant's id is the first part of its grains' keys and has no <c>_</c>, so no two tenants' keys become one.
/// A write whose answer was lost may fail as inconsistent when the client sends it again: the grain is activated again and reads the stored state.
/// </remarks>
internal sealed class AzureGrainStorage(
    TableServiceClient service, IOptions<ClusterOptions> cluster, IGrainStorageSerializer serializer, IActivatorProvider activators, bool deleteStateOnClear) : IGrainStorage
{
    private readonly OrleansTable table = new(service, "OrleansGrainState");

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var key = Key(stateName, grainId);
        var row = await table.FindAsync(key.PartitionKey, key.RowKey);
        if (row is not null && GrainStateRow.State(row) is { } state)
            (grainState.State, grainState.ETag, grainState.RecordExists) = (serializer.Deserialize<T>(state), row.ETag.ToString(), true);
        else
            Forget(grainState, row?.ETag.ToString());
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var row = Key(stateName, grainId);
        GrainStateRow.Put(row, serializer.Serialize(grainState.State).ToMemory().Span);
        grainState.ETag = await WriteAsync(row, grainState.ETag);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var row = Key(stateName, grainId);
        if (deleteStateOnClear)
            await RemoveAsync(row, grainState.ETag);
        Forget(grainState, deleteStateOnClear ? null : await WriteAsync(row, grainState.ETag));
    }

    private TableEntity Key(string stateName, GrainId grainId) =>
        new(TableKeys.Sanitised($"{cluster.Value.ServiceId}_{grainId}"), TableKeys.Sanitised(stateName));

    private async Task<string> WriteAsync(TableEntity row, string? expected)
    {
        try
        {
            var written = await table.UseAsync(client => expected is null
                ? client.AddEntityAsync(row)
                : client.UpdateEntityAsync(row, new ETag(expected), TableUpdateMode.Replace));
            return written.Headers.ETag.ToString()!;
        }
        catch (RequestFailedException failure) when (failure.IsContention())
        {
            throw Inconsistent(row, expected, failure);
        }
    }

    private async Task RemoveAsync(TableEntity row, string? expected)
    {
        try
        {
            // A caller without an ETag has no row to remove, but must not take another writer's row for cleared.
            var asExpected = expected is null
                ? await table.FindAsync(row.PartitionKey, row.RowKey) is null
                : await table.RemoveAsync(row.PartitionKey, row.RowKey, new ETag(expected));
            if (!asExpected)
                throw Inconsistent(row, expected, null);
        }
        catch (RequestFailedException failure) when (failure.IsContention())
        {
            throw Inconsistent(row, expected, failure);
        }
    }

    private void Forget<T>(IGrainState<T> grainState, string? etag) =>
        (grainState.State, grainState.ETag, grainState.RecordExists) = (activators.GetActivator<T>().Create(), etag, false);

    private static InconsistentStateException Inconsistent(TableEntity row, string? expected, Exception? failure) =>
        new($"State '{row.RowKey}' of '{row.PartitionKey}' was changed by another activation.", "unknown", expected ?? "none", failure!);
}
