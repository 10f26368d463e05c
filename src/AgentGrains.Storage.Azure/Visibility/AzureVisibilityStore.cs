using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;
using AgentGrains.Storage.Azure.Connections;

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

    public async ValueTask DeleteAsync(SessionKey session, CancellationToken cancellation)
    {
        if (await tenants.FindAsync(session.Tenant, cancellation) is not { } store)
            return;
        var keys = new List<string>();
        // The rows by which a run is found come before the run itself, and those of the session's runs last: an erasure that was cut off finds the rest.
        await foreach (var index in store.Lists.QueryAsync(KeyText.Under(ListRows.Partition, ListRows.OfSession(session.Session)), ["RowKey"], null, cancellation))
        {
            if (await store.Lists.FindAsync(ListRows.Partition, ListRows.RunKey(index.RowKey), null, cancellation) is { } run)
                keys.AddRange(ListRows.Indexes(ListRows.ReadRun(run).Id, ListRows.ReadAgent(run), ListRows.ReadUnendedStatus(run)).Select(row => row.RowKey).Append(run.RowKey).Reverse());
            else
                keys.Add(index.RowKey);
        }
        if (await store.Lists.FindAsync(ListRows.Partition, ListRows.Key(session.Session), null, cancellation) is { } listed)
            keys.AddRange([ListRows.Index(session.Session, ListRows.ReadAgent(listed)).RowKey, listed.RowKey]);
        writer.Forget(session.Tenant, keys);
        await store.Lists.DeleteAllAsync(ListRows.Partition, keys, cancellation);
    }
}
