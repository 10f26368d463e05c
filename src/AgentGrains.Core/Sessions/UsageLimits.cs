using AgentGrains.Core.Errors;

namespace AgentGrains.Core.Sessions;

/// <summary>The limits of a run that every attempt of a model call counts against.</summary>
internal static class UsageLimits
{
    /// <summary>Which limit the run has reached; null if none.</summary>
    public static RunError? Reached(RunState run)
    {
        var (usage, limits) = (run.Usage, run.Limits);
        if (usage.InputTokens + usage.OutputTokens >= limits.MaxTokens)
            return new RunError(ErrorCodes.TokenLimit.Value, $"The run used {usage.InputTokens + usage.OutputTokens} tokens of {limits.MaxTokens} (max_tokens).");
        return usage.CostMicros >= limits.MaxCostMicros
            ? new RunError(ErrorCodes.CostLimit.Value, $"The run cost {usage.CostMicros} micros of {limits.MaxCostMicros} (max_cost_micros).")
            : null;
    }
}
