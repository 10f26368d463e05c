using AgentGrains.Grains.Effects;
using AgentGrains.Grains.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AgentGrains.Grains.Hosting;

/// <summary>
/// Before any part of the host stops, effects in flight may finish and report, and each session moves to another host as soon as it has none:
/// grains still take calls, and requests are still answered.
/// </summary>
internal sealed class EffectDrain(EffectWorkers workers, LocalSessions sessions, TimeProvider time, IOptions<GrainsOptions> options) : IHostedLifecycleService
{
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        workers.Hold();
        sessions.Leave();
        await workers.DrainAsync(options.Value.DrainGrace, time);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
