using Microsoft.Extensions.Hosting;

namespace AgentGrains.Api.Probes;

/// <summary>A service that nobody said anything else of: ready once it answers at all.</summary>
internal sealed class AlwaysReady(IHostApplicationLifetime lifetime) : IReadiness
{
    public ServiceStage Current => ServiceStage.Ready;

    public CancellationToken Draining => lifetime.ApplicationStopping;
}
