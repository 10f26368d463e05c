using AgentGrains.Contracts;
using AgentGrains.Core.Stores;
using AgentGrains.Grains.Sessions;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Grains.WakeUps;

/// <summary>Is notified when a host is gone: its runs are recovered at once, and subscribers and waiting callers of this host ask the sessions' new hosts.</summary>
/// <remarks>Every remaining host does so; a second query finds the same rows, and a session that is called twice has nothing to do the second time.</remarks>
internal sealed partial class LostHosts(ISiloStatusOracle silos, IGrainFactory grains, SessionClient client, TimeProvider time, ILogger<LostHosts> log) : IStartupTask, ISiloStatusListener
{
    /// <summary>A shard that was on the lost host, or has not heard of its end, does not hear the first word.</summary>
    private static readonly TimeSpan[] Looks = [TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4)];

    public Task Execute(CancellationToken cancellationToken)
    {
        silos.SubscribeToSiloStatusEvents(this);
        return Task.CompletedTask;
    }

    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        if (status is not SiloStatus.Dead || updatedSilo.Equals(silos.SiloAddress))
            return;
        LogLost(updatedSilo);
        client.Resubscribe();
        // The notification must not block Orleans' status oracle.
        _ = Task.Run(LookAsync);
    }

    private async Task LookAsync()
    {
        foreach (var wait in Looks)
        {
            await Task.Delay(wait, time);
            foreach (var shard in Enumerable.Range(0, WakeUp.Shards))
                grains.GetGrain<IWakeUpShardGrain>(shard).Look().Ignore();
        }
    }

    [LoggerMessage(EventId = LogEvents.HostLost, Level = LogLevel.Information, Message = "Host {Host} is gone; its runs are looked for")]
    private partial void LogLost(SiloAddress host);
}
