using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;

namespace AgentGrains.Testing.Stores;

/// <summary>The reference model of <see cref="IVisibilityStore"/>. Thread safe. A listed run has no <see cref="RunView.Output"/>: the journal holds it.</summary>
public sealed class InMemoryVisibilityStore : IVisibilityStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<(TenantId Tenant, RunId Run), (RunView View, long Position)> runs = [];
    private readonly Dictionary<SessionKey, SessionView> sessions = [];
    private readonly Dictionary<SessionKey, DateTimeOffset> erased = [];

    /// <inheritdoc/>
    public ValueTask UpsertAsync(TenantId tenant, IReadOnlyList<VisibilityChange> changes, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(changes);
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            foreach (var change in changes)
            {
                if (erased.ContainsKey(new SessionKey(tenant, change.Run?.Id.Session ?? change.Session!.Id)))
                    continue;
                if (change.Session is { } session)
                    sessions[new SessionKey(tenant, session.Id)] = session;
                if (change.Run is { } run && !(runs.TryGetValue((tenant, run.Id), out var stored) && stored.Position > change.Position))
                    runs[(tenant, run.Id)] = (run with { Output = null }, change.Position);
            }
        }
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<RunView?> ReadRunAsync(TenantId tenant, RunId run, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
            return new(runs.TryGetValue((tenant, run), out var stored) ? stored.View : null);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RunView>> ListRunsAsync(TenantId tenant, VisibilityQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            return new([.. runs.Where(run => run.Key.Tenant == tenant).Select(run => run.Value.View)
                .Where(run => query.Session is null || run.Id.Session == query.Session)
                .Where(run => query.Agent is null || run.Agent == query.Agent)
                .Where(run => query.Status is null || StatusOf(run) == query.Status)
                .Where(run => query.CreatedAfter is null || run.CreatedAt > query.CreatedAfter)
                .Where(run => IsAfter(run.Id.ToString(), query.After))
                .OrderByDescending(run => run.Id.ToString(), StringComparer.Ordinal).Take(query.Limit)]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SessionView>> ListSessionsAsync(TenantId tenant, VisibilityQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            var active = runs.Where(run => run.Key.Tenant == tenant && !run.Value.View.Status.HasEnded()).Select(run => run.Key.Run.Session).ToHashSet();
            return new([.. sessions.Where(session => session.Key.Tenant == tenant)
                .Select(session => session.Value with { Status = active.Contains(session.Value.Id) ? SessionView.Active : SessionView.Idle })
                .Where(session => query.Session is null || session.Id == query.Session)
                .Where(session => query.Agent is null || session.Agent == query.Agent)
                .Where(session => query.Status is null || session.Status == query.Status)
                .Where(session => query.CreatedAfter is null || session.CreatedAt > query.CreatedAfter)
                .Where(session => IsAfter(session.Id.ToString(), query.After))
                .OrderByDescending(session => session.Id.ToString(), StringComparer.Ordinal).Take(query.Limit)]);
        }
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(SessionKey session, DateTimeOffset at, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            foreach (var old in erased.Where(one => one.Value < at - IVisibilityStore.ErasedKept).Select(one => one.Key).ToArray())
                erased.Remove(old);
            erased[session] = at;
            sessions.Remove(session);
            foreach (var run in runs.Keys.Where(run => run.Tenant == session.Tenant && run.Run.Session == session.Session).ToArray())
                runs.Remove(run);
        }
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<bool> IsErasedAsync(SessionKey session, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
            return new(erased.ContainsKey(session));
    }

    private static string StatusOf(RunView run) => run.Status.ToString().ToLowerInvariant();

    private static bool IsAfter(string id, string? after) => after is null || string.CompareOrdinal(id, after) < 0;
}
