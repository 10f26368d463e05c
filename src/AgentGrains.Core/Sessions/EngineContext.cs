using AgentGrains.Core.Agents;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Models;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Sessions;

/// <summary>What deciding needs besides the state.</summary>
/// <param name="Key">The session.</param>
/// <param name="Now">The time, in whole milliseconds.</param>
/// <param name="Agents">The versions of the session's agent that its unfinished runs pin.</param>
/// <param name="Options">The engine's limits.</param>
/// <param name="Draining">Whether no model or tool call begins, because the host drains: it is left to the session's next owner.</param>
public sealed record EngineContext(SessionKey Key, DateTimeOffset Now, IReadOnlyDictionary<int, AgentDefinition> Agents, EngineOptions Options, bool Draining = false)
{
    /// <summary>The configured models, for prices; null if unknown, then estimates cost nothing.</summary>
    public IModelCatalog? Models { get; init; }

    internal AgentDefinition AgentOf(RunState run) => Agents.TryGetValue(run.AgentVersion, out var definition)
        ? definition
        : throw new InvalidOperationException($"The host of {Key} did not bring version {run.AgentVersion} of its agent.");

    /// <summary>What a model call without an answer used: its prompt was sent, and the provider may charge for it; how much of an answer it wrote is unknown.</summary>
    internal AttemptUsage EstimateOf(SessionState state, RunState run)
    {
        var agent = AgentOf(run);
        var tokens = TokenEstimate.Of(state.ContextBytes + agent.Instructions.Length);
        return new AttemptUsage { InputTokens = tokens, CostMicros = Models?.Describe(agent.Model)?.Price.CostOf(tokens, 0, 0) ?? 0, IsEstimate = true };
    }
}

/// <summary>The engine's limits and delays, the same for every session of a service.</summary>
public sealed record EngineOptions
{
    /// <summary>Attempts of a step after which its run waits for a person.</summary>
    /// <value>Default 10; at least 1.</value>
    public int MaxAttempts { get; init; } = 10;

    /// <summary>Attempts of a model call whose answers were broken or empty, after which its run waits for a person.</summary>
    /// <value>Default 4; at least 1.</value>
    public int MaxBadAnswers { get; init; } = 4;

    /// <summary>How long a step may be throttled, or its other side unavailable, without progress, before its run waits for a person.</summary>
    /// <value>Default 24 hours; above 0.</value>
    public TimeSpan MaxStall { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The longest delay between two attempts while the other side is throttled or unavailable, unless it asked for more.</summary>
    /// <value>Default 5 minutes; at least <see cref="RetryBaseDelay"/>.</value>
    public TimeSpan StallMaxDelay { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The delay before the second attempt; each later one doubles it.</summary>
    /// <value>Default 500 ms; above 0.</value>
    public TimeSpan RetryBaseDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest delay between two attempts, unless the other side asked for more.</summary>
    /// <value>Default 30 s; at least <see cref="RetryBaseDelay"/>.</value>
    public TimeSpan RetryMaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest Retry-After that is honoured.</summary>
    /// <value>Default 1 hour; at least <see cref="RetryMaxDelay"/>.</value>
    public TimeSpan RetryAfterMax { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a cancelled run waits for tool calls that must not be cut off in the middle.</summary>
    /// <value>Default 30 s; 0 or more.</value>
    public TimeSpan CancelGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Take-overs without a completed step between them after which a run is isolated.</summary>
    /// <value>Default 16; at least 1.</value>
    public int MaxTakeovers { get; init; } = 16;

    /// <summary>The most tool calls of one model message that are executed; the others are answered with an error.</summary>
    /// <value>Default 64; at least 1.</value>
    public int MaxParallelTools { get; init; } = 64;

    /// <summary>The longest sleep or wait a model may ask for.</summary>
    /// <value>Default 365 days; 0 or more.</value>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromDays(365);

    /// <summary>When an attempt that failed is tried again.</summary>
    /// <param name="now">When it failed.</param>
    /// <param name="failures">How many attempts failed, this one included.</param>
    /// <param name="retryAfter">What the other side asked for.</param>
    /// <param name="jitter">Chance from 0 to 1.</param>
    internal DateTimeOffset RetryAt(DateTimeOffset now, int failures, TimeSpan? retryAfter, double jitter) =>
        RetryAt(now, failures, retryAfter, jitter, RetryMaxDelay);

    /// <summary>When an attempt that the other side did not process is tried again; parameters as above, of such attempts in a row.</summary>
    internal DateTimeOffset StallRetryAt(DateTimeOffset now, int failures, TimeSpan? retryAfter, double jitter) =>
        RetryAt(now, failures, retryAfter, jitter, StallMaxDelay);

    private DateTimeOffset RetryAt(DateTimeOffset now, int failures, TimeSpan? retryAfter, double jitter, TimeSpan maxDelay)
    {
        // "Equal jitter": half the delay is certain, half is chance.
        var full = Math.Min(maxDelay.TotalMilliseconds, RetryBaseDelay.TotalMilliseconds * Math.Pow(2, Math.Min(failures - 1, 30)));
        var delay = TimeSpan.FromMilliseconds(Math.Ceiling((full / 2) + (full / 2 * jitter)));
        if (retryAfter is { } asked && asked > delay)
            delay = asked < RetryAfterMax ? TimeSpan.FromMilliseconds(Math.Ceiling(asked.TotalMilliseconds)) : RetryAfterMax;
        return now + delay;
    }
}
