using AgentGrains.Harness.Clusters;

namespace AgentGrains.Harness.Proxies;

/// <summary>How a <see cref="FaultProxy"/> is made.</summary>
public sealed record FaultProxyOptions
{
    /// <summary>The seed of what happens to which request, in the order they come.</summary>
    public int Seed { get; init; }

    /// <summary>The clock of slow answers and of what is held.</summary>
    /// <value>Default the system's.</value>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>On whose loopback address it listens; null for the machine's.</summary>
    public NetworkNamespace? Network { get; init; }
}
