using AgentGrains.Core.Errors;
using AgentGrains.Storage.Azure;

namespace AgentGrains.Server.Lifecycle;

/// <summary>
/// The first stage of the start on Azure: the account answers and its tables are there. Until then the silo waits, and the probes say what is missing.
/// Afterwards a small read now and then tells whether the account still answers.
/// </summary>
internal sealed partial class StoresStage(AzureStorage storage, Readiness readiness, TimeProvider time, ILogger<StoresStage> log) : BackgroundService, ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ProbeEvery = TimeSpan.FromSeconds(5);

    public void Participate(ISiloLifecycle observer) => observer.Subscribe(nameof(StoresStage), ServiceLifecycleStage.First, PrepareAsync);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(ProbeEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await storage.ProbeAsync(stoppingToken);
                readiness.Report(null);
            }
            catch (AgentGrainsException failure)
            {
                readiness.Report(failure.Message);
                LogUnavailable(failure.Code, failure.Message);
            }
        }
    }

    private async Task PrepareAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await storage.PrepareAsync(cancellation);
                readiness.Await("cluster", "The silo has not joined its cluster yet: it and every active silo have to reach each other at their silo ports. Its log names those that do not answer.");
                return;
            }
            catch (AgentGrainsException failure)
            {
                readiness.Await(Readiness.Stores, failure.Message);
                LogMissing(failure.Code, failure.Message);
                await Task.Delay(TryAgainAfter, time, cancellation);
            }
        }
    }

    [LoggerMessage(EventId = LogEvents.StoresMissingAtStart, Level = LogLevel.Warning, Message = "The start waits for its stage 'stores': {Code} {Detail} It is tried again")]
    private partial void LogMissing(Core.Errors.ErrorCode code, string detail);

    [LoggerMessage(EventId = LogEvents.StoresUnavailable, Level = LogLevel.Warning, Message = "The stores do not answer, so no new runs are taken: {Code} {Detail}")]
    private partial void LogUnavailable(Core.Errors.ErrorCode code, string detail);
}
