using AgentGrains.Core.Agents;

namespace AgentGrains.Api.Runs;

/// <summary>What one run may use. Null means no limit but the service's own.</summary>
internal sealed record RunLimitsBody
{
    /// <summary>The most steps a run may take.</summary>
    /// <value>Default <see cref="RunLimits.DefaultMaxSteps"/>; 1 to 1,000,000.</value>
    public int? MaxSteps { get; init; }

    /// <summary>The longest a run may last from its start, waiting included, in milliseconds.</summary>
    /// <value>Default none; 1 to 31,536,000,000 (a year).</value>
    public long? MaxRunDurationMs { get; init; }

    /// <summary>The most tokens, in and out together, checked before each model call.</summary>
    /// <value>Default none; at least 1.</value>
    public long? MaxTokens { get; init; }

    /// <summary>The most money in millionths of the currency, checked before each model call.</summary>
    /// <value>Default none; at least 1.</value>
    public long? MaxCostMicros { get; init; }

    public RunLimits ToLimits() => new() { MaxSteps = MaxSteps, MaxRunDurationMs = MaxRunDurationMs, MaxTokens = MaxTokens, MaxCostMicros = MaxCostMicros };
}
