namespace AgentGrains.Server.Lifecycle;

/// <summary>How the service comes and goes.</summary>
public sealed class LifecycleSettings
{
    /// <summary>Where the settings are.</summary>
    public const string Section = "AgentGrains:Lifecycle";

    /// <summary>How long a stopping silo still accepts every request, while the load balancer notices that it is no longer ready.</summary>
    /// <value>Default 5 s in a cluster and none if there is only one silo; 0 to 10 min.</value>
    public TimeSpan? LeaveDelay { get; set; }

    /// <summary>Maximum model and tool calls in flight or queued on this silo; beyond it new runs are refused with 503 and Retry-After.</summary>
    /// <value>Default 20,000; at least 1.</value>
    public int MaxEffects { get; set; } = 20_000;

    /// <summary>The part of the memory the process may have, in percent, that may be in use; beyond it new runs are refused with 503 and Retry-After.</summary>
    /// <value>Default 90; 1 to 100.</value>
    public int MaxMemoryPercent { get; set; } = 90;

    /// <summary>Everything that is wrong with the settings, in sentences; empty where nothing is.</summary>
    internal IEnumerable<string> Mistakes()
    {
        if (LeaveDelay is { } delay && (delay < TimeSpan.Zero || delay > TimeSpan.FromMinutes(10)))
            yield return $"{Section}:{nameof(LeaveDelay)} is {delay}; it has to be 0 to 10 min.";
        if (MaxEffects < 1)
            yield return $"{Section}:{nameof(MaxEffects)} is {MaxEffects}; it has to be at least 1.";
        if (MaxMemoryPercent is < 1 or > 100)
            yield return $"{Section}:{nameof(MaxMemoryPercent)} is {MaxMemoryPercent}; it has to be 1 to 100.";
    }
}
