using Microsoft.Extensions.Options;

namespace AgentGrains.Server.Lifecycle;

/// <summary>Before anything else stops: a silo of a cluster continues to serve until the load balancer has noticed that it is no longer ready.</summary>
/// <remarks>Has to be the last hosted service that is added: they stop in reverse order.</remarks>
internal sealed class Leave(Readiness readiness, IOptions<LifecycleSettings> settings, TimeProvider time) : IHostedLifecycleService
{
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(settings.Value.LeaveDelay ?? TimeSpan.Zero, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await readiness.DrainAsync();
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
