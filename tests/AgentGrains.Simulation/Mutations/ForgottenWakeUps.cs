using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;

namespace AgentGrains.Simulation.Mutations;

/// <summary>Defect: some wake-ups are confirmed and not kept.</summary>
internal sealed class ForgottenWakeUps : Mutation
{
    public override IWakeUpStore OverDisk(World world, IWakeUpStore wakeUps) => new Store(world, wakeUps);

    private sealed class Store(World world, IWakeUpStore inner) : IWakeUpStore
    {
        public ValueTask SetAsync(WakeUp wakeUp, CancellationToken cancellation) =>
            world.Random.Next(10) == 0 ? ValueTask.CompletedTask : inner.SetAsync(wakeUp, cancellation);

        public ValueTask RemoveAsync(SessionKey session, long stamp, CancellationToken cancellation) => inner.RemoveAsync(session, stamp, cancellation);

        public ValueTask<WakeUp?> FindAsync(SessionKey session, CancellationToken cancellation) => inner.FindAsync(session, cancellation);

        public ValueTask<IReadOnlyList<WakeUp>> ReadDueAsync(int shard, DateTimeOffset dueBy, int limit, CancellationToken cancellation) =>
            inner.ReadDueAsync(shard, dueBy, limit, cancellation);

        public ValueTask<IReadOnlyList<WakeUp>> ReadOrphanedAsync(int shard, IReadOnlyCollection<string> alive, int limit, CancellationToken cancellation) =>
            inner.ReadOrphanedAsync(shard, alive, limit, cancellation);
    }
}
