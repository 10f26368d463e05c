using AgentGrains.Api.Probes;
using Microsoft.Extensions.Options;

namespace AgentGrains.Server.Lifecycle;

/// <summary>
/// How far the service is: starting until all parts of the host have started, ready, leaving from the stop signal until
/// the load balancer has had time to notice, and then draining. While the stores do not answer, or the service is overloaded, it accepts no new runs.
/// </summary>
internal sealed class Readiness : IReadiness, IDisposable
{
    /// <summary>The first stage of the start, and the one that is missing where stores do not answer later.</summary>
    public const string Stores = "stores";

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    private static readonly ServiceStage Leaving = new("leaving", Started: true, TakesRequests: false, AcceptsRuns: true, "The service is about to stop.", RetryAfter);
    private static readonly ServiceStage Stopping = new("draining", Started: true, TakesRequests: false, AcceptsRuns: false, "The service is stopping.", RetryAfter);

    private readonly Load load;
    private readonly CancellationToken stopping;
    private readonly ServiceStage whenStopping;
    private readonly CancellationTokenSource draining = new();
    private volatile ServiceStage current = Starting("starting", "The stores and the silo have not all started yet.");
    private volatile ServiceStage? trouble;

    public Readiness(IHostApplicationLifetime lifetime, IOptions<LifecycleSettings> settings, Load load)
    {
        (this.load, stopping, whenStopping) = (load, lifetime.ApplicationStopping, settings.Value.LeaveDelay > TimeSpan.Zero ? Leaving : Stopping);
        lifetime.ApplicationStarted.Register(() => current = ServiceStage.Ready);
    }

    public CancellationToken Draining => draining.Token;

    public ServiceStage Current => current switch
    {
        var left when left == Stopping => Stopping,
        _ when stopping.IsCancellationRequested => whenStopping,
        { TakesRequests: true } ready => trouble ?? load.Excess ?? ready,
        var starting => starting,
    };

    /// <summary>How far the start is.</summary>
    /// <param name="stage">The current stage.</param>
    /// <param name="missing">What it waits for, and how to fix it.</param>
    public void Await(string stage, string missing) => current = Starting(stage, missing);

    /// <summary>What is wrong with the stores of a service that has started; null where nothing is.</summary>
    public void Report(string? missing) =>
        trouble = missing is null ? null : new ServiceStage(Stores, Started: true, TakesRequests: false, AcceptsRuns: false, missing, RetryAfter);

    /// <summary>Accepts no more work, and ends the waits of all callers.</summary>
    public async Task DrainAsync()
    {
        current = Stopping;
        await draining.CancelAsync();
    }

    public void Dispose() => draining.Dispose();

    private static ServiceStage Starting(string stage, string missing) =>
        new(stage, Started: false, TakesRequests: false, AcceptsRuns: false, missing, RetryAfter);
}
