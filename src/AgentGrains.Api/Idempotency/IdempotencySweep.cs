using AgentGrains.Core.Stores;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Api.Idempotency;

/// <summary>Deletes the records of requests that are not repeated any more.</summary>
internal sealed partial class IdempotencySweep(IIdempotencyStore store, TimeProvider time, ILogger<IdempotencySweep> logger) : BackgroundService
{
    /// <summary>How long a record is kept; clients are promised 24 hours.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(48);

    /// <summary>How often old records are looked for.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await SweepAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            LogStopped(logger);
        }
    }

    private async Task SweepAsync(CancellationToken cancellation)
    {
        try
        {
            var dropped = await store.DeleteBeforeAsync(time.GetUtcNow() - Kept, cancellation);
            LogSwept(logger, dropped);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            // Nothing depends on it: the next hour tries again.
            LogFailed(logger, failure);
        }
    }

    [LoggerMessage(LogEvents.IdempotencySwept, LogLevel.Debug, "Dropped {Count} old records of idempotent requests.")]
    private static partial void LogSwept(ILogger logger, int count);

    [LoggerMessage(LogEvents.IdempotencyNotSwept, LogLevel.Warning, "Old records of idempotent requests could not be dropped.")]
    private static partial void LogFailed(ILogger logger, Exception failure);

    [LoggerMessage(LogEvents.IdempotencySweepStopped, LogLevel.Debug, "Old records of idempotent requests are no longer looked for.")]
    private static partial void LogStopped(ILogger logger);
}
