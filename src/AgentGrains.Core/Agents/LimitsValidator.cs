using AgentGrains.Core.Errors;

namespace AgentGrains.Core.Agents;

/// <summary>Checks limits, of an agent or of one run.</summary>
public static class LimitsValidator
{
    private const int MostSteps = 1_000_000;
    private const long MostDurationMs = 31_536_000_000;

    /// <summary>Notes what is wrong with limits.</summary>
    public static void Check(RunLimits limits, string path, FieldErrors errors)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(errors);
        if (limits.MaxSteps is < 1 or > MostSteps)
            errors.Add($"{path}.max_steps", $"From 1 to {MostSteps}.");
        if (limits.MaxRunDurationMs is < 1 or > MostDurationMs)
            errors.Add($"{path}.max_run_duration_ms", $"From 1 to {MostDurationMs} (a year).");
        if (limits.MaxTokens is < 1)
            errors.Add($"{path}.max_tokens", "At least 1.");
        if (limits.MaxCostMicros is < 1)
            errors.Add($"{path}.max_cost_micros", "At least 1.");
    }
}
