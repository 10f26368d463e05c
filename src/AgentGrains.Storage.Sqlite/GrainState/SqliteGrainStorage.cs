using AgentGrains.Core.Ids;
using AgentGrains.Storage.Sqlite.Files;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace AgentGrains.Storage.Sqlite.GrainState;

/// <summary>State of Orleans grains. A grain whose key begins with <c>tenant/</c> has its state in that tenant's file, any other in the host's.</summary>
internal sealed class SqliteGrainStorage(SqliteStorage storage, IGrainStorageSerializer serializer, IActivatorProvider activators) : IGrainStorage
{
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var id = grainId.ToString();
        var row = TenantOf(grainId) is { } tenant
            ? await storage.Tenants.ReadAsync(tenant, connection => GrainStateTable.Read(connection, stateName, id), null, CancellationToken.None)
            : await storage.Host.ReadAsync(connection => GrainStateTable.Read(connection, stateName, id), CancellationToken.None);
        if (row is var (etag, state))
            (grainState.State, grainState.ETag, grainState.RecordExists) = (serializer.Deserialize<T>(state.AsMemory()), etag, true);
        else
            Forget(grainState);
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var (id, expected) = (grainId.ToString(), grainState.ETag);
        var state = serializer.Serialize(grainState.State).ToMemory();
        var (written, stored) = await WriteAsync(
            TenantOf(grainId), writer => GrainStateTable.Write(writer.Connection, stateName, id, expected, state.Span), state.Length);
        if (written is null)
            throw Inconsistent(stateName, id, stored, expected);
        (grainState.ETag, grainState.RecordExists) = (written, true);
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var (id, expected) = (grainId.ToString(), grainState.ETag);
        var (cleared, stored) = await WriteAsync(TenantOf(grainId), writer => GrainStateTable.Clear(writer.Connection, stateName, id, expected), 0);
        if (!cleared)
            throw Inconsistent(stateName, id, stored, expected);
        Forget(grainState);
    }

    private Task<T> WriteAsync<T>(TenantId? tenant, Func<WriterState, T> work, int sizeBytes) => tenant is { } known
        ? storage.Tenants.WriteAsync(known, work, CancellationToken.None, sizeBytes)
        : storage.Host.WriteAsync(work, sizeBytes);

    private void Forget<T>(IGrainState<T> grainState) =>
        (grainState.State, grainState.ETag, grainState.RecordExists) = (activators.GetActivator<T>().Create(), null, false);

    private static TenantId? TenantOf(GrainId grainId)
    {
        var key = grainId.Key.ToString() ?? "";
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && TenantId.TryParse(key[..slash], out var tenant) ? tenant : null;
    }

    private static InconsistentStateException Inconsistent(string stateName, string id, string? stored, string? expected) =>
        new($"State '{stateName}' of {id} was changed by another activation.", stored ?? "none", expected ?? "none");
}
