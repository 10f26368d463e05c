using AgentGrains.Core.Models;

namespace AgentGrains.Models.ChatCompletions;

/// <summary>What finish reasons mean. One that is not known is an orderly end.</summary>
internal static class FinishReasons
{
    /// <summary>How an answer with this finish reason ended.</summary>
    public static AnswerEnding EndingOf(string reason) => reason.ToLowerInvariant() switch
    {
        "length" or "max_tokens" or "max_output_tokens" or "model_length" or "model_context_window_exceeded" => AnswerEnding.Length,
        "content_filter" or "content-filter" or "safety" or "recitation" or "blocklist" or "prohibited_content" or "spii" or "sensitive" => AnswerEnding.ContentFilter,
        "refusal" => AnswerEnding.Refusal,
        _ => AnswerEnding.Stop,
    };

    /// <summary>What a finish reason that stands for a failure is; null if it stands for an end.</summary>
    public static ModelFailureKind? FailureOf(string reason) => reason.ToLowerInvariant() switch
    {
        // DeepSeek's word for a server without capacity.
        "insufficient_system_resource" => ModelFailureKind.Unavailable,
        "error" or "network_error" or "abort" or "aborted" or "malformed_function_call" or "unexpected_tool_call" => ModelFailureKind.BadAnswer,
        _ => null,
    };
}
