using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;
using AgentGrains.Storage.Sqlite.Files;

namespace AgentGrains.Storage.Sqlite.Visibility;

/// <summary>The lists of runs and sessions, each tenant's in its own file. A listed run has no output: the journal holds it.</summary>
internal sealed class SqliteVisibilityStore(TenantFiles files) : IVisibilityStore
{
    public async ValueTask UpsertAsync(TenantId tenant, IReadOnlyList<VisibilityChange> changes, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(changes);
        // Encoded here and not by the writer, whose thread everybody waits for.
        var rows = changes.Select(VisibilityRow.Of).ToArray();
        await files.WriteAsync(tenant, state =>
        {
            foreach (var row in rows)
                row.Write(state.Connection);
            return true;
        }, cancellation, rows.Sum(row => row.SizeBytes));
    }

    public async ValueTask<RunView?> ReadRunAsync(TenantId tenant, RunId run, CancellationToken cancellation) =>
        await files.ReadAsync<RunView?>(
            tenant, connection => connection.Sql("SELECT view FROM runs WHERE id = ?").Bind(run.ToString()).First(VisibilityRow.ReadRun), null, cancellation);

    public async ValueTask<IReadOnlyList<RunView>> ListRunsAsync(TenantId tenant, VisibilityQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        return await files.ReadAsync<List<RunView>>(tenant, connection => VisibilityQueries.Runs(connection, query), [], cancellation);
    }

    public async ValueTask<IReadOnlyList<SessionView>> ListSessionsAsync(TenantId tenant, VisibilityQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        return await files.ReadAsync<List<SessionView>>(tenant, connection => VisibilityQueries.Sessions(connection, query), [], cancellation);
    }

    public async ValueTask DeleteAsync(SessionKey session, DateTimeOffset at, CancellationToken cancellation)
    {
        await files.WriteAsync(session.Tenant, state =>
        {
            state.Connection.Sql("DELETE FROM erased_sessions WHERE at < ?").Bind((at - IVisibilityStore.ErasedKept).ToUnixTimeMilliseconds()).Run();
            state.Connection.Sql("INSERT INTO erased_sessions (id, at) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET at = excluded.at")
                .Bind(session.Session.ToString()).Bind(at.ToUnixTimeMilliseconds()).Run();
            state.Connection.Sql("DELETE FROM runs WHERE session = ?").Bind(session.Session.ToString()).Run();
            state.Connection.Sql("DELETE FROM listed_sessions WHERE id = ?").Bind(session.Session.ToString()).Run();
            return true;
        }, cancellation);
    }

    public async ValueTask<bool> IsErasedAsync(SessionKey session, CancellationToken cancellation) =>
        await files.ReadAsync(session.Tenant, connection => VisibilityRow.IsErased(connection, session.Session), false, cancellation);
}
