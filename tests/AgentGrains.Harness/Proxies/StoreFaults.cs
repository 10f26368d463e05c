namespace AgentGrains.Harness.Proxies;

/// <summary>How often and how a <see cref="FaultProxy"/> disturbs.</summary>
public sealed record StoreFaults
{
    /// <summary>No faults.</summary>
    public static StoreFaults None { get; } = new();

    /// <summary>How likely a request is disturbed.</summary>
    /// <value>Default 0; 0 to 1.</value>
    public double Probability { get; init; }

    /// <summary>The faults to choose from, each as likely as the others.</summary>
    /// <value>Default all.</value>
    public IReadOnlyList<StoreFault> Kinds { get; init; } = [.. Enum.GetValues<StoreFault>().Where(fault => fault != StoreFault.None)];

    /// <summary>Which requests are disturbed.</summary>
    /// <value>Default all.</value>
    public IReadOnlyList<StoreOperation> Operations { get; init; } = Enum.GetValues<StoreOperation>();

    /// <summary>How much later a <see cref="StoreFault.Slow"/> answer comes.</summary>
    /// <value>Default 2 s.</value>
    public TimeSpan SlowBy { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a lost request or answer is held before its connection closes.</summary>
    /// <value>Default 0.5 s.</value>
    public TimeSpan HoldFor { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>What Retry-After says.</summary>
    /// <value>Default 1.</value>
    public int RetryAfterSeconds { get; init; } = 1;
}
