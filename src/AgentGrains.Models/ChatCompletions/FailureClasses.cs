using System.Globalization;
using System.Text.RegularExpressions;
using AgentGrains.Core.Models;

namespace AgentGrains.Models.ChatCompletions;

/// <summary>Sorts what providers answer instead of a completion into the classes that decide what happens next.</summary>
internal static partial class FailureClasses
{
    /// <summary>An answer with another status than 2xx.</summary>
    public static ModelException OfStatus(string model, int status, ProviderError error, TimeSpan? retryAfter) =>
        new(KindOf(status, error, retryAfter ?? Hint(error)), $"Model '{model}' answered {Text(status)}{error.Description}.") { RetryAfter = retryAfter ?? Hint(error) };

    /// <summary>An error inside an answer that started as a completion.</summary>
    /// <param name="model">The configured model.</param>
    /// <param name="error">The error.</param>
    /// <param name="hasStarted">Whether a part of the answer came before it: then the request itself was accepted.</param>
    public static ModelException OfStream(string model, ProviderError error, bool hasStarted)
    {
        var status = error.Status ?? StatusOf(error.Code);
        var kind = KindOf(status ?? 400, error, Hint(error));
        if (kind == ModelFailureKind.Permanent && (status is null || (hasStarted && status is not (401 or 403 or 404))))
            kind = ModelFailureKind.BadAnswer;
        var what = error.Status is null ? "" : $" {Text(error.Status.Value)}";
        return new ModelException(kind, $"Model '{model}' reported an error in its answer{what}{error.Description}.") { RetryAfter = Hint(error) };
    }

    private static ModelFailureKind KindOf(int status, ProviderError error, TimeSpan? retryAfter)
    {
        var words = $"{error.Code} {error.Message}";
        var isThrottled = Throttle().IsMatch(words);
        if (status is 400 or 413 or 422 or >= 500 && !isThrottled && Overflow().IsMatch(words))
            return ModelFailureKind.ContextOverflow;
        if (status is 400 or 403 or 422 && Filter().IsMatch(words))
            return ModelFailureKind.Filtered;
        // Gemini's words for a limit by the minute are those of a quota, but it says when to come back.
        if (status == 402 || NoQuota().IsMatch(error.Code ?? "") || (retryAfter is null && NoCredit().IsMatch(words)))
            return ModelFailureKind.Exhausted;
        // The request alone is larger than what a minute allows: later is no better.
        if (TooLargeForLimit().IsMatch(words))
            return ModelFailureKind.Permanent;
        // The model wrote what its server could not read: it may write something else.
        if (status is 400 or 422 or >= 500 && FailedGeneration().IsMatch(words))
            return ModelFailureKind.BadAnswer;
        // An endpoint that does not know the request, or whose template rejects it, answers the same each time.
        if (status is 501 or 505 || (status is 500 && Rejected().IsMatch(words) && !Busy().IsMatch(words)))
            return ModelFailureKind.Permanent;
        return status switch
        {
            429 => ModelFailureKind.Throttled,
            400 or 403 or 413 or 422 or >= 500 when isThrottled => ModelFailureKind.Throttled,
            // 498 is Groq's for no capacity, 499 what gateways answer for a call that was cancelled behind them, 424 TGI's for a failed generation.
            408 or 409 or 424 or 425 or 498 or 499 or >= 500 => ModelFailureKind.Unavailable,
            _ => ModelFailureKind.Permanent,
        };
    }

    /// <summary>The status that an error's code stands for; null if it stands for none.</summary>
    private static int? StatusOf(string? code) => code?.ToLowerInvariant() switch
    {
        null => null,
        var throttled when throttled.Contains("rate_limit", StringComparison.Ordinal) || throttled.Contains("throttl", StringComparison.Ordinal)
            || throttled.Contains("too_many", StringComparison.Ordinal) || throttled == "resource_exhausted" => 429,
        var down when down.Contains("overloaded", StringComparison.Ordinal) || down.Contains("unavailable", StringComparison.Ordinal) || down.Contains("server_error", StringComparison.Ordinal)
            || down is "api_error" or "internal" or "internal_error" or "timeout" or "timeout_error" => 503,
        "authentication_error" or "invalid_api_key" or "unauthenticated" => 401,
        "permission_error" or "permission_denied" => 403,
        "not_found_error" or "model_not_found" or "not_found" => 404,
        _ => null,
    };

    private static TimeSpan? Hint(ProviderError error) => error.RetryAfter ?? RetryHints.InWords(error.Message);

    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);

    // The words of OpenAI, Azure, Anthropic, Bedrock, Google, xAI, Groq, Mistral, Together, vLLM, TGI, llama.cpp, Ollama, LM Studio, Kimi, MiniMax and Zhipu, as users report them.
    [GeneratedRegex(
        @"context_length_exceeded|exceed_context_size|context_window_exceeded|string_above_max_length|maximum context length|max(imum)? context|context (length|window|size|limit)|prompt is too long|prompt too long"
        + @"|input is too long|input (token|length).{0,80}exceed|available context size|maximum prompt length|maximum number of (input )?tokens|exceeded model token limit|tokens? limit.{0,20}exceeded.{0,40}prompt"
        + @"|reduce the length of the (messages|input|prompt)|too many (input |total )?tokens(?! per|,? please wait| processed)|prompt exceeds max|must have less than \d+ tokens|must be <= \d+.{0,60}(inputs|max_new_tokens)|inputs.{0,20}tokens.{0,40}max_new_tokens.{0,20}must be <="
        + @"|total (message|prompt) (size|length|tokens?).{0,40}exceed|prompt.{0,40}(larger|longer|greater) than.{0,40}(context|limit|maximum)|range of input length|tokens_limit_reached|prompt_tokens_exceeded|prompt token count.{0,40}exceed|超长",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Overflow();

    [GeneratedRegex(@"content[ _-]?filter|content_policy|exists risk|usage (guidelines|polic)|sensitive content|敏感|datainspectionfailed|responsible ?ai ?policy|content management policy|flagged|safety (system|policy)|data_inspection_failed|prohibited_content", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Filter();

    [GeneratedRegex(@"insufficient_\w*(quota|balance|credits?|funds)|budget_exceeded|arrearage|billing_hard_limit_reached|billing_not_active|payment_required|exceeded_current_quota", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NoQuota();

    [GeneratedRegex(@"exceeded your current quota|insufficient (balance|credits?|funds|quota)|credit balance is too low|out of credits|not enough credits|billing (hard )?limit|quota (has been |is )?(used up|exhausted)|account.{0,30}(suspended|in arrears|overdue)|used all available credits|spending limit|budget has been exceeded|exceeded budget|usage limits|key limit exceeded|quota is not enough|余额不足|额度不足|欠费", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NoCredit();

    [GeneratedRegex(@"invalid_request|not_supported|unsupported|jinja|chat template|roles must alternate", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rejected();

    [GeneratedRegex(@"throttl|too many requests|rate.?limit|please wait before|token_quota_exceeded", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Throttle();

    [GeneratedRegex(@"busy|overloaded|unavailable|capacity", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Busy();

    [GeneratedRegex(@"tool_use_failed|json_validate_failed|failed_generation|error parsing tool call|failed to parse (input|json|tool)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FailedGeneration();

    [GeneratedRegex(@"request too large|too large for model.{0,80}tokens per", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TooLargeForLimit();
}
