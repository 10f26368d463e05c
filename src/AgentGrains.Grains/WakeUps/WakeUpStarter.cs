using AgentGrains.Contracts;
using AgentGrains.Core.Stores;

namespace AgentGrains.Grains.WakeUps;

/// <summary>Wakes all shards when a host starts, so that runs whose host went down go on without waiting for a reminder.</summary>
internal sealed class WakeUpStarter(IGrainFactory grains) : IStartupTask
{
    public Task Execute(CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, WakeUp.Shards).Select(shard => grains.GetGrain<IWakeUpShardGrain>(shard).Start()));
}
