using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;
using AgentGrains.Storage.Azure.Connections;
using Azure.Data.Tables;

namespace AgentGrains.Storage.Azure.Visibility;

/// <summary>The lists of runs and sessions, each tenant's in one partition. A listed run has no output: the journal holds it.</summary>
internal sealed class AzureVisibilityStore(TenantStores tenants) : IVisibilityStore
{
    private readonly ListWriter writer = new();

    public async ValueTask UpsertAsync(TenantId tenant, IReadOnlyList<VisibilityChange> changes, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (changes.Count > 0)
            await writer.UpsertAsync(tenant, await tenants.OpenAsync(tenant, cancellation), changes, cancellation);
    }

    public async ValueTask<RunView?> ReadRunAsync(TenantId tenant, RunId run, CancellationToken cancellation) =>
        await tenants.FindAsync(tenant, cancellation) is { } store
        && await store.Lists.FindAsync(ListRows.Partition, ListRows.Key(run), null, cancellation) is { } row
        && !ListRows.IsErased(row)
            ? ListRows.ReadRun(row)
            : null;

    public async ValueTask<IReadOnlyList<RunView>> ListRunsAsync(TenantId tenant, VisibilityQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        return await tenants.FindAsync(tenant, cancellation) is { } store ? await ListQueries.RunsAsync(store.Lists, query, cancellation) : [];
    }

    public async ValueTask<IReadOnlyList<SessionView>> ListSessionsAsync(TenantId tenant, VisibilityQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        return await tenants.FindAsync(tenant, cancellation) is { } store ? await ListQueries.SessionsAsync(store.Lists, query, cancellation) : [];
    }

    public async ValueTask DeleteAsync(SessionKey session, DateTimeOffset at, CancellationToken cancellation)
    {
        var store = await tenants.OpenAsync(session.Tenant, cancellation);
        await ListWriter.ForgetErasedAsync(store, at - IVisibilityStore.ErasedKept, cancellation);
        await foreach (var index in store.Lists.QueryAsync(KeyText.Under(ListRows.Partition, ListRows.OfSession(session.Session)), ["RowKey"], null, cancellation))
            await writer.DeleteAsync(session.Tenant, store, ListRows.RunKey(index.RowKey), index.RowKey, Indexes, at, cancellation);
        await writer.DeleteAsync(session.Tenant, store, ListRows.Key(session.Session), null, row => [ListRows.Index(session.Session, ListRows.ReadAgent(row))], at, cancellation);
    }

    public async ValueTask<bool> IsErasedAsync(SessionKey session, CancellationToken cancellation) =>
        await tenants.FindAsync(session.Tenant, cancellation) is { } store
        && await store.Lists.FindAsync(ListRows.Partition, ListRows.Key(session.Session), null, cancellation) is { } row && ListRows.IsErased(row);

    private static IEnumerable<TableEntity> Indexes(TableEntity run) => ListRows.Indexes(ListRows.ReadRun(run).Id, ListRows.ReadAgent(run), ListRows.ReadUnendedStatus(run));
}
