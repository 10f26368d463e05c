using AgentGrains.Runtime.Effects;
using AgentGrains.Runtime.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AgentGrains.Grains.Sessions;

/// <summary>
/// Before any part of the host stops, effects in flight may finish and report, and each session moves to another host as soon as it has none:
/// grains still take calls, and requests are still answered.
/// </summary>
internal sealed partial class EffectDrain(
    DrainGate gate, LocalSessions sessions, BrokenSessions broken, TimeProvider time, IOptions<GrainsOptions> options, ILogger<EffectDrain> log) : IHostedLifecycleService
{
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        gate.Close();
        broken.Stop();
        sessions.Leave();
        if (await gate.WhenDrainedAsync(options.Value.DrainGrace, time) is > 0 and var left)
            LogLeft(left);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventId = LogEvents.EffectsLeftInFlight, Level = LogLevel.Warning, Message = "{Count} effects were still in flight when the grace period ended; the next host starts them again")]
    private partial void LogLeft(int count);
}
