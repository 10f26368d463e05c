using AgentGrains.Api.Probes;

namespace AgentGrains.Server.Lifecycle;

/// <summary>How far the service is: starting until the host says that all its parts have started, draining from the first word of stopping.</summary>
internal sealed class Readiness : IReadiness
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    private static readonly ServiceStage Starting = new("starting", Started: false, Live: true, AcceptsRuns: false, "The stores and the silo have not all started yet.", RetryAfter);
    private static readonly ServiceStage Draining = new("draining", Started: true, Live: true, AcceptsRuns: false, "The service is stopping.", RetryAfter);

    private volatile ServiceStage current = Starting;

    public Readiness(IHostApplicationLifetime lifetime)
    {
        lifetime.ApplicationStarted.Register(() => current = ServiceStage.Ready);
        lifetime.ApplicationStopping.Register(() => current = Draining);
    }

    public ServiceStage Current => current;
}
