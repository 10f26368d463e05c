using AgentGrains.Contracts;
using AgentGrains.Core.Stores;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Grains.WakeUps;

/// <summary>Wakes all shards when a host has started, so that runs whose host went down resume without waiting for a reminder.</summary>
/// <remarks>Beside the start: a shard lives on any host, and one that does not answer yet must not keep this one from serving.</remarks>
internal sealed partial class WakeUpStarter(IGrainFactory grains, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<WakeUpStarter> log) : IStartupTask
{
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(1);

    public Task Execute(CancellationToken cancellationToken)
    {
        foreach (var shard in Enumerable.Range(0, WakeUp.Shards))
            StartAsync(shard).Ignore();
        return Task.CompletedTask;
    }

    private async Task StartAsync(int shard)
    {
        while (!lifetime.ApplicationStopping.IsCancellationRequested)
        {
            try
            {
                await grains.GetGrain<IWakeUpShardGrain>(shard).Start();
                return;
            }
            catch (Exception failure)
            {
                LogNotStarted(failure, shard);
            }
            await Task.Delay(TryAgainAfter, time, lifetime.ApplicationStopping);
        }
    }

    [LoggerMessage(EventId = LogEvents.ShardNotStarted, Level = LogLevel.Warning, Message = "Shard {Shard} does not answer yet; it is called again")]
    private partial void LogNotStarted(Exception failure, int shard);
}
