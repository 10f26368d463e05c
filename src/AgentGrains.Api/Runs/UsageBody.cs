using AgentGrains.Core.Sessions;

namespace AgentGrains.Api.Runs;

/// <summary>What a run used, over all its attempts.</summary>
/// <param name="InputTokens">Tokens of all prompts.</param>
/// <param name="OutputTokens">Tokens of all answers.</param>
/// <param name="CachedInputTokens">Tokens of prompts that came from a provider's cache.</param>
/// <param name="CostMicros">The price in millionths of the currency.</param>
/// <param name="Currency">The currency.</param>
/// <param name="Steps">Steps started.</param>
/// <param name="ModelCalls">Model calls completed.</param>
/// <param name="ToolCalls">Tool calls completed.</param>
internal sealed record UsageBody(
    long InputTokens, long OutputTokens, long CachedInputTokens, long CostMicros, string Currency, int Steps, int ModelCalls, int ToolCalls)
{
    // Prices are configured in one currency.
    private const string OnlyCurrency = "USD";

    public static UsageBody Of(RunUsage usage) => new(
        usage.InputTokens, usage.OutputTokens, usage.CachedInputTokens, usage.CostMicros, OnlyCurrency, usage.Steps, usage.ModelCalls, usage.ToolCalls);
}
