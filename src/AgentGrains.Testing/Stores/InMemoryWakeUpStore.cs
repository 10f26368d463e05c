using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;

namespace AgentGrains.Testing.Stores;

/// <summary>The reference model of <see cref="IWakeUpStore"/>. Thread safe. Wake-ups due at the same time come by session key.</summary>
public sealed class InMemoryWakeUpStore : IWakeUpStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<SessionKey, WakeUp> wakeUps = [];

    /// <inheritdoc/>
    public ValueTask SetAsync(WakeUp wakeUp, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(wakeUp);
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            if (!wakeUps.TryGetValue(wakeUp.Session, out var stored) || wakeUp.Stamp >= stored.Stamp)
                wakeUps[wakeUp.Session] = wakeUp;
        }
        return default;
    }

    /// <inheritdoc/>
    public ValueTask RemoveAsync(SessionKey session, long stamp, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            if (wakeUps.TryGetValue(session, out var stored) && stored.Stamp < stamp)
                wakeUps.Remove(session);
        }
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<WakeUp?> FindAsync(SessionKey session, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
            return new(wakeUps.GetValueOrDefault(session));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<WakeUp>> ReadDueAsync(int shard, DateTimeOffset dueBy, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            return new([.. OfShard(shard).Where(wakeUp => wakeUp.DueAt <= dueBy)
                .OrderBy(wakeUp => wakeUp.DueAt).ThenBy(wakeUp => wakeUp.Session.ToString(), StringComparer.Ordinal).Take(limit)]);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<WakeUp>> ReadOrphanedAsync(int shard, IReadOnlyCollection<string> alive, int limit, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(alive);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            return new([.. OfShard(shard).Where(wakeUp => wakeUp.Owner is { } owner && !alive.Contains(owner))
                .OrderBy(wakeUp => wakeUp.Session.ToString(), StringComparer.Ordinal).Take(limit)]);
        }
    }

    private IEnumerable<WakeUp> OfShard(int shard) => wakeUps.Values.Where(wakeUp => WakeUp.ShardOf(wakeUp.Session) == shard);
}
