using Microsoft.Extensions.Hosting;

namespace AgentGrains.Api.Probes;

/// <summary>The default readiness: ready as soon as the service answers.</summary>
internal sealed class AlwaysReady(IHostApplicationLifetime lifetime) : IReadiness
{
    public ServiceStage Current => ServiceStage.Ready;

    public CancellationToken Draining => lifetime.ApplicationStopping;
}
