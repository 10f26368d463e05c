using System.Text.Json.Serialization;
using AgentGrains.Core.Models;

namespace AgentGrains.Core.Sessions.Steps;

/// <summary>What an attempt without a result used: actual if the provider reported it, else an estimate.</summary>
public sealed record AttemptUsage
{
    /// <summary>Tokens of the prompt.</summary>
    [JsonPropertyName("in")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long InputTokens { get; init; }

    /// <summary>Tokens of what came of the answer.</summary>
    [JsonPropertyName("out")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long OutputTokens { get; init; }

    /// <summary>Tokens of the prompt that came from the provider's cache.</summary>
    [JsonPropertyName("cached")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long CachedInputTokens { get; init; }

    /// <summary>Price in millionths of the currency.</summary>
    [JsonPropertyName("cost")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long CostMicros { get; init; }

    /// <summary>Whether any of it is an estimate.</summary>
    [JsonPropertyName("est")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsEstimate { get; init; }

    /// <summary>The model that was processing the attempt, as it calls itself; null if unknown.</summary>
    [JsonPropertyName("by")]
    public string? Model { get; init; }

    /// <summary>The usage of a failed model call; null if it used nothing.</summary>
    public static AttemptUsage? Of(ModelUsage? usage, string? model) => usage is null ? null : new AttemptUsage
    {
        InputTokens = usage.InputTokens,
        OutputTokens = usage.OutputTokens,
        CachedInputTokens = usage.CachedInputTokens,
        CostMicros = usage.CostMicros,
        IsEstimate = usage.IsEstimate,
        Model = model,
    };

    internal RunUsage AddTo(RunUsage sum) => sum with
    {
        InputTokens = sum.InputTokens + InputTokens,
        OutputTokens = sum.OutputTokens + OutputTokens,
        CachedInputTokens = sum.CachedInputTokens + CachedInputTokens,
        CostMicros = sum.CostMicros + CostMicros,
    };
}
