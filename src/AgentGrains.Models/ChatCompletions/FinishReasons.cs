using AgentGrains.Core.Models;

namespace AgentGrains.Models.ChatCompletions;

/// <summary>What finish reasons mean. Each provider has words of its own; one that says neither that the answer was cut off nor that it failed is an orderly end.</summary>
internal static class FinishReasons
{
    private static readonly string[] Lengths = ["length", "max_", "limit", "trunc", "incomplete", "context_window"];
    private static readonly string[] Filters = ["filter", "safety", "recitation", "blocklist", "prohibited", "spii", "sensitive", "guardrail", "toxic", "moderation"];
    private static readonly string[] Failures = ["error", "fail", "abort", "cancel", "timeout", "malformed", "unexpected"];

    /// <summary>How an answer with this finish reason ended.</summary>
    public static AnswerEnding EndingOf(string? reason) => reason switch
    {
        null or "stop" or "tool_calls" => AnswerEnding.Stop,
        _ when Says(reason, Filters) => AnswerEnding.ContentFilter,
        _ when Says(reason, Lengths) => AnswerEnding.Length,
        "refusal" => AnswerEnding.Refusal,
        _ => AnswerEnding.Stop,
    };

    /// <summary>What a finish reason that stands for a failure is; null if it stands for an end.</summary>
    public static ModelFailureKind? FailureOf(string? reason) => reason switch
    {
        null or "stop" or "tool_calls" => null,
        // DeepSeek's word for a server without capacity.
        "insufficient_system_resource" => ModelFailureKind.Unavailable,
        _ when Says(reason, Filters) && !reason.Contains("malformed", StringComparison.OrdinalIgnoreCase) => null,
        _ => Says(reason, Failures) ? ModelFailureKind.BadAnswer : null,
    };

    /// <summary>Whether a finish reason says that the prompt left no room for an answer.</summary>
    public static bool IsOverflow(string? reason) => reason?.Contains("context", StringComparison.OrdinalIgnoreCase) == true;

    private static bool Says(string reason, string[] words) => Array.Exists(words, word => reason.Contains(word, StringComparison.OrdinalIgnoreCase));
}
