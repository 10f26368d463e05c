using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;

namespace AgentGrains.Grains.Tests.Hosting;

/// <summary>Wake-ups in front of others: whatever is not overridden goes through.</summary>
internal abstract class PassingWakeUps(IWakeUpStore inner) : IWakeUpStore
{
    public IWakeUpStore Inner { get; } = inner;

    public virtual ValueTask SetAsync(WakeUp wakeUp, CancellationToken cancellation) => Inner.SetAsync(wakeUp, cancellation);

    public virtual ValueTask RemoveAsync(SessionKey session, long stamp, CancellationToken cancellation) => Inner.RemoveAsync(session, stamp, cancellation);

    public ValueTask<WakeUp?> FindAsync(SessionKey session, CancellationToken cancellation) => Inner.FindAsync(session, cancellation);

    public virtual ValueTask<IReadOnlyList<WakeUp>> ReadDueAsync(int shard, DateTimeOffset dueBy, int limit, CancellationToken cancellation) =>
        Inner.ReadDueAsync(shard, dueBy, limit, cancellation);

    public virtual ValueTask<IReadOnlyList<WakeUp>> ReadOrphanedAsync(int shard, IReadOnlyCollection<string> alive, int limit, CancellationToken cancellation) =>
        Inner.ReadOrphanedAsync(shard, alive, limit, cancellation);
}
