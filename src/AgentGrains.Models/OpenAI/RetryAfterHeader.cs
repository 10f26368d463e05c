using System.ClientModel.Primitives;
using System.Globalization;
using System.Net.Http.Headers;

namespace AgentGrains.Models.OpenAI;

/// <summary>How long a provider asked to be left alone: <c>retry-after-ms</c>, or <c>Retry-After</c> in seconds or as a date.</summary>
internal static class RetryAfterHeader
{
    // What a provider says is honoured up to a day; beyond it the number is more likely wrong than meant.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public static TimeSpan? Read(PipelineResponse? response, DateTimeOffset now)
    {
        if (response is null)
            return null;
        if (response.Headers.TryGetValue("retry-after-ms", out var text)
            && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var milliseconds))
        {
            return Limit(TimeSpan.FromMilliseconds(Math.Min(milliseconds, Longest.TotalMilliseconds)));
        }
        if (!response.Headers.TryGetValue("Retry-After", out text) || !RetryConditionHeaderValue.TryParse(text, out var condition))
            return null;
        return condition switch
        {
            { Delta: { } delta } => Limit(delta),
            { Date: { } date } => Limit(date - now),
            _ => null,
        };
    }

    private static TimeSpan Limit(TimeSpan wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait;
}
