using AgentGrains.Grains.Effects;
using Microsoft.Extensions.Options;

namespace AgentGrains.Grains.Hosting;

/// <summary>When the host stops, effects that are under way may finish and report while grains still take calls.</summary>
internal sealed class EffectDrain(EffectWorkers workers, TimeProvider time, IOptions<GrainsOptions> options) : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle observer) => observer.Subscribe(
        nameof(EffectDrain), ServiceLifecycleStage.Active, static _ => Task.CompletedTask, _ => workers.DrainAsync(options.Value.DrainGrace, time));
}
