using AgentGrains.Core.Sessions;

namespace AgentGrains.Grains;

/// <summary>The limits of one host.</summary>
public sealed class GrainsOptions
{
    /// <summary>Maximum model calls in flight on one host; more wait their turn.</summary>
    /// <value>Default 256; at least 1.</value>
    public int MaxModelCalls { get; set; } = 256;

    /// <summary>Maximum tool calls in flight on one host; more wait their turn.</summary>
    /// <value>Default 256; at least 1.</value>
    public int MaxToolCalls { get; set; } = 256;

    /// <summary>The most bytes a model's answer may have.</summary>
    /// <value>Default 1 MiB; 1 KiB to 2 MiB.</value>
    public int MaxAnswerBytes { get; set; } = 1024 * 1024;

    /// <summary>How long effects may take to finish when the host stops; what is still in flight then is started again by the next host.</summary>
    /// <value>Default 20 s; 0 or more.</value>
    public TimeSpan DrainGrace { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long changes of the list of runs are gathered before they are written.</summary>
    /// <value>Default 20 ms; above 0.</value>
    public TimeSpan RunListDelay { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How often a shard looks for wake-ups.</summary>
    /// <value>Default 30 s; above 0, below the heartbeat of 60 s.</value>
    public TimeSpan WakeUpPoll { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>After how long an idle session is deactivated.</summary>
    /// <value>Default 5 minutes; at least 1 minute.</value>
    public TimeSpan IdleAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The engine's limits and delays.</summary>
    public EngineOptions Engine { get; set; } = new();
}
