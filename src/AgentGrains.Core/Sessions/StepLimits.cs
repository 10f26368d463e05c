using AgentGrains.Core.Agents;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Sessions;

/// <summary>The limits that a run may reach before a step or an attempt starts.</summary>
internal static class StepLimits
{
    /// <summary>Why the step of a command may not start; null if it may.</summary>
    public static RunError? Reached(SessionState state, RunState run, StepStarted command, EngineContext context)
    {
        if (run.Usage.Steps >= (run.Limits.MaxSteps ?? RunLimits.DefaultMaxSteps))
            return new RunError(ErrorCodes.StepLimit.Value, $"The run took {run.Usage.Steps} steps, its limit (max_steps).");
        return command is ModelCallStarted ? Spent(run) ?? Overflow(state, context.AgentOf(run)) : null;
    }

    /// <summary>Why another attempt of a step may not start; null if it may. Attempts that failed have used something too: a model that only fails must not spend without end.</summary>
    public static RunError? Reached(RunState run, Step step) => step is ModelCallStep ? Spent(run) : null;

    private static RunError? Spent(RunState run)
    {
        var (usage, limits) = (run.Usage, run.Limits);
        if (usage.InputTokens + usage.OutputTokens >= limits.MaxTokens)
            return new RunError(ErrorCodes.TokenLimit.Value, $"The run used {usage.InputTokens + usage.OutputTokens} tokens of {limits.MaxTokens} (max_tokens).");
        return usage.CostMicros >= limits.MaxCostMicros
            ? new RunError(ErrorCodes.CostLimit.Value, $"The run cost {usage.CostMicros} micros of {limits.MaxCostMicros} (max_cost_micros).")
            : null;
    }

    private static RunError? Overflow(SessionState state, AgentDefinition agent)
    {
        var tokens = TokenEstimate.Of(state.ContextBytes + agent.Instructions.Length);
        return tokens > agent.Context.MaxTokens
            ? new RunError(ErrorCodes.ContextOverflow.Value, $"The conversation has about {tokens} tokens; the agent's context takes {agent.Context.MaxTokens} (context.max_tokens).")
            : null;
    }
}
