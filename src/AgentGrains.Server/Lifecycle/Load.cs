using AgentGrains.Api.Probes;
using AgentGrains.Runtime.Effects;
using Microsoft.Extensions.Options;

namespace AgentGrains.Server.Lifecycle;

/// <summary>Whether this silo has as much to do as it takes, so that it says so before it hurts. Safe for concurrent use.</summary>
internal sealed class Load(IOptions<LifecycleSettings> settings, IEffectLoad effects, TimeProvider time)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>How long an answer about memory holds: asking is not free.</summary>
    private static readonly TimeSpan MemoryHolds = TimeSpan.FromMilliseconds(500);

    private long askedAt;
    private volatile bool memoryIsFull;

    /// <summary>The reason why this silo accepts no new runs; null if there is none.</summary>
    public ServiceStage? Excess
    {
        get
        {
            if (effects.InFlight >= settings.Value.MaxEffects)
                return Refuse($"{effects.InFlight} model and tool calls are queued or in flight; the limit is {settings.Value.MaxEffects}.");
            return IsMemoryFull() ? Refuse($"{settings.Value.MaxMemoryPercent} % of the memory are in use.") : null;
        }
    }

    private bool IsMemoryFull()
    {
        var now = time.GetTimestamp();
        var asked = Interlocked.Read(ref askedAt);
        if ((asked == 0 || time.GetElapsedTime(asked, now) > MemoryHolds) && Interlocked.CompareExchange(ref askedAt, now, asked) == asked)
        {
            // What the last collection found, of what a container's limit or the machine allows.
            var memory = GC.GetGCMemoryInfo();
            memoryIsFull = memory.MemoryLoadBytes * 100 > memory.TotalAvailableMemoryBytes * settings.Value.MaxMemoryPercent;
        }
        return memoryIsFull;
    }

    // The silo still takes requests: without it, its share would go to other silos and overload them next.
    private static ServiceStage Refuse(string missing) => new("overloaded", Started: true, TakesRequests: true, AcceptsRuns: false, missing, RetryAfter);
}
