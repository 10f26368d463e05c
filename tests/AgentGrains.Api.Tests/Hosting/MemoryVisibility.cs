using System.Collections.Concurrent;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;

namespace AgentGrains.Api.Tests.Hosting;

/// <summary>The list of runs and sessions in memory.</summary>
internal sealed class MemoryVisibility : IVisibilityStore
{
    private readonly ConcurrentDictionary<(TenantId Tenant, RunId Run), RunView> runs = new();
    private readonly ConcurrentDictionary<SessionKey, SessionView> sessions = new();

    public ValueTask UpsertAsync(TenantId tenant, IReadOnlyList<VisibilityChange> changes, CancellationToken cancellation)
    {
        foreach (var change in changes)
        {
            if (change.Session is { } session)
                sessions[new SessionKey(tenant, session.Id)] = session;
            if (change.Run is { } run)
                runs[(tenant, run.Id)] = run;
        }
        return ValueTask.CompletedTask;
    }

    public ValueTask<RunView?> ReadRunAsync(TenantId tenant, RunId run, CancellationToken cancellation) => ValueTask.FromResult(runs.GetValueOrDefault((tenant, run)));

    public ValueTask<IReadOnlyList<RunView>> ListRunsAsync(TenantId tenant, VisibilityQuery query, CancellationToken cancellation) =>
        ValueTask.FromResult<IReadOnlyList<RunView>>([.. runs.Where(pair => pair.Key.Tenant == tenant).Select(pair => pair.Value)
            .Where(run => query.Agent is null || run.Agent == query.Agent)
            .Where(run => query.Session is null || run.Id.Session == query.Session)
            .Where(run => query.Status is null || run.Status.ToString().Equals(query.Status, StringComparison.OrdinalIgnoreCase))
            .Where(run => query.CreatedAfter is null || run.CreatedAt > query.CreatedAfter)
            .Where(run => query.After is null || string.CompareOrdinal(run.Id.ToString(), query.After) < 0)
            .OrderByDescending(run => run.Id.ToString(), StringComparer.Ordinal).Take(query.Limit)]);

    public ValueTask<IReadOnlyList<SessionView>> ListSessionsAsync(TenantId tenant, VisibilityQuery query, CancellationToken cancellation) =>
        ValueTask.FromResult<IReadOnlyList<SessionView>>([.. sessions.Where(pair => pair.Key.Tenant == tenant).Select(pair => pair.Value)
            .Where(session => query.Agent is null || session.Agent == query.Agent)
            .Where(session => query.Status is null || session.Status == query.Status)
            .Where(session => query.After is null || string.CompareOrdinal(session.Id.ToString(), query.After) < 0)
            .OrderByDescending(session => session.Id.ToString(), StringComparer.Ordinal).Take(query.Limit)]);

    public ValueTask DeleteAsync(SessionKey session, CancellationToken cancellation)
    {
        sessions.TryRemove(session, out _);
        foreach (var key in runs.Keys.Where(key => key.Tenant == session.Tenant && key.Run.Session == session.Session))
            runs.TryRemove(key, out _);
        return ValueTask.CompletedTask;
    }
}
