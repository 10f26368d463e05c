namespace AgentGrains.Client;

/// <summary>How a client behaves when something goes wrong.</summary>
public sealed record AgentGrainsClientOptions
{
    /// <summary>Whether each POST carries an Idempotency-Key, so that it may be repeated. Without it, a POST is sent once.</summary>
    /// <value>Default true.</value>
    public bool SendIdempotencyKeys { get; init; } = true;

    /// <summary>How long a request or a stream that makes no progress is tried again.</summary>
    /// <value>Default 30 s; zero tries once.</value>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The delay before the second try; each later one doubles it. A Retry-After of the service counts more.</summary>
    /// <value>Default 100 ms.</value>
    public TimeSpan RetryBaseDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest delay between two tries.</summary>
    /// <value>Default 5 s.</value>
    public TimeSpan RetryMaxDelay { get; init; } = TimeSpan.FromSeconds(5);
}
