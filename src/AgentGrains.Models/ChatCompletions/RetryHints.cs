using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AgentGrains.Models.ChatCompletions;

/// <summary>How long a provider asks to wait: in headers, in an error's details, or in its words.</summary>
internal static partial class RetryHints
{
    // Longer waits are more likely wrong than meant.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary><c>retry-after-ms</c>, or <c>Retry-After</c> in seconds, whole or not, or as a date; null if there is none.</summary>
    public static TimeSpan? InHeaders(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (Value(headers, "retry-after-ms") is { } ms && TryNumber(ms, out var milliseconds))
            return Limit(milliseconds / 1000);
        if (Value(headers, "Retry-After") is not { } text)
            return null;
        if (TryNumber(text, out var seconds))
            return Limit(seconds);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? Limit((date - now).TotalSeconds) : Duration(text);
    }

    /// <summary>A <c>retryDelay</c> or <c>retry_after</c> anywhere in an error; null if there is none.</summary>
    public static TimeSpan? InDetails(JsonElement error) => error.ValueKind switch
    {
        JsonValueKind.Array => error.EnumerateArray().Select(InDetails).FirstOrDefault(static wait => wait is not null),
        JsonValueKind.Object => error.EnumerateObject().Select(static member => member.Name switch
        {
            "retryDelay" or "retry_delay" or "retry_after" or "retryAfter" or "retry_after_seconds" => InValue(member.Value),
            "retry_after_ms" or "retryAfterMs" => InValue(member.Value) / 1000,
            _ => member.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? InDetails(member.Value) : null,
        }).FirstOrDefault(static wait => wait is not null),
        _ => null,
    };

    /// <summary>"try again in 1m2.5s", "retry after 20 seconds"; null if the words name no time.</summary>
    public static TimeSpan? InWords(string words) => Asked().Match(words) is { Success: true } match ? Duration(match.Groups[1].Value) : null;

    private static TimeSpan? InValue(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDouble(out var seconds) => Limit(seconds),
        JsonValueKind.String => TryNumber(value.ToString(), out var seconds) ? Limit(seconds) : Duration(value.ToString()),
        // A protobuf duration written as an object.
        JsonValueKind.Object when value.TryGetProperty("seconds", out var seconds) => InValue(seconds),
        _ => null,
    };

    private static TimeSpan? Duration(string text)
    {
        var total = 0.0;
        var any = false;
        foreach (Match part in Part().Matches(text))
        {
            any = true;
            total += double.Parse(part.Groups[1].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * part.Groups[2].ValueSpan switch
            {
                ['m', 's', ..] or ['m', 'i', 'l', ..] => 0.001,
                ['h', ..] => 3600,
                ['m', ..] => 60,
                _ => 1,
            };
        }
        return any ? Limit(total) : null;
    }

    private static TimeSpan Limit(double seconds) => seconds > 0 ? TimeSpan.FromSeconds(Math.Min(seconds, Longest.TotalSeconds)) : TimeSpan.Zero;

    private static bool TryNumber(string text, out double number) =>
        double.TryParse(text.AsSpan().Trim(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    private static string? Value(HttpResponseHeaders headers, string name) => headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    [GeneratedRegex(@"(?:try again|retry|retry again|wait|available again|reset)s?(?: the request)?(?: after| in| for)?:? *((?:\d+(?:\.\d+)? *(?:ms|milliseconds?|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)\b *(?:and )?|\d+(?:\.\d+)?(?:h|m(?!s)|s))+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Asked();

    [GeneratedRegex(@"(\d+(?:\.\d+)?) *(ms|mil[a-z]*|h[a-z]*|m[a-z]*|s[a-z]*)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Part();
}
