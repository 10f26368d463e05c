namespace AgentGrains.Harness.Clusters;

/// <summary>How a <see cref="ClusterFront"/> spreads requests.</summary>
public sealed record ClusterFrontOptions
{
    /// <summary>The port it listens on, of the machine's loopback address.</summary>
    /// <value>Default 0: any free one.</value>
    public int Port { get; init; }

    /// <summary>How often each silo's <c>/health/ready</c> is asked.</summary>
    /// <value>Default 0.5 s.</value>
    public TimeSpan ProbeEvery { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>How long a probe may take before the silo counts as not ready.</summary>
    /// <value>Default 2 s.</value>
    public TimeSpan ProbeFor { get; init; } = TimeSpan.FromSeconds(2);
}
