using AgentGrains.Core.Stores;

namespace AgentGrains.Grains.Tests.Hosting;

/// <summary>Wake-ups of silos that know nothing of each other and share stores: none takes the other's sessions for those of a host that is gone.</summary>
internal sealed class NoOrphans(IWakeUpStore inner) : PassingWakeUps(inner)
{
    public override ValueTask<IReadOnlyList<WakeUp>> ReadOrphanedAsync(int shard, IReadOnlyCollection<string> alive, int limit, CancellationToken cancellation) => new([]);
}
