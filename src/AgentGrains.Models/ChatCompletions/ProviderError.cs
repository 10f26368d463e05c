using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AgentGrains.Core;

namespace AgentGrains.Models.ChatCompletions;

/// <summary>What a provider says about a failure, whatever form it says it in.</summary>
/// <param name="Status">The HTTP status that the error names itself; null if it names none.</param>
/// <param name="Code">Its code or type; null if it has none.</param>
/// <param name="Message">Its words; empty if it has none.</param>
internal sealed partial record ProviderError(int? Status, string? Code, string Message)
{
    /// <summary>The most characters of the words that are kept.</summary>
    public const int MaxMessageLength = 1000;

    private const int MaxDepth = 6;

    // In the order of how much they usually say.
    private static readonly string[] Words = ["message", "error", "detail", "msg", "errors", "status_msg", "error_message", "errorMessage", "error_description", "description", "title", "reason", "raw"];
    private static readonly string[] Codes = ["code", "type", "status", "error_type", "error_code", "status_code"];

    /// <summary>How long the provider asks to wait, as the error's details have it; null if they have nothing.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>What goes after the status in a sentence.</summary>
    public string Description => (Code, Message) switch
    {
        (null, "") => "",
        (null, _) => $": {Message}",
        (_, "") => $" ({Code})",
        _ => $" ({Code}): {Message}",
    };

    /// <summary>Reads the body of an answer that is no completion: JSON, a page, or text.</summary>
    public static ProviderError Read(ReadOnlySpan<byte> body, string? mediaType)
    {
        var text = Data().Match(Encoding.UTF8.GetString(body)) is { Success: true } data ? data.Groups[1].Value : Encoding.UTF8.GetString(body);
        text = text.Trim('\uFEFF', ' ', '\r', '\n', '\t');
        if (text.StartsWith('{') || text.StartsWith('['))
        {
            try
            {
                return Read(JsonElement.Parse(text));
            }
            catch (JsonException)
            {
                return new ProviderError(null, null, Cut(text));
            }
        }
        if (text.StartsWith('<') || mediaType?.Contains("html", StringComparison.OrdinalIgnoreCase) == true)
            return new ProviderError(null, null, $"an HTML page came, not the provider's answer: '{PageText(text)}'");
        return new ProviderError(null, null, Cut(text));
    }

    /// <summary>Reads an error in JSON.</summary>
    public static ProviderError Read(JsonElement error)
    {
        var inner = Inner(error, 0);
        var codes = Codes.SelectMany(name => new[] { Find(inner, name), Find(error, name) }).OfType<string>().ToList();
        var status = codes.Select(static code => int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
            .FirstOrDefault(static number => number is >= 400 and < 600);
        var code = codes.Find(static code => !code.All(char.IsAsciiDigit) && code != "error");
        var words = new List<string>();
        Collect(error, words, 0);
        return new ProviderError(status == 0 ? null : status, code, Cut(string.Join(" — ", words).TrimEnd('.'))) { RetryAfter = RetryHints.InDetails(error) };
    }

    /// <summary>The object that has the error's code: below <c>error</c>, in the first element of a list, or the value itself.</summary>
    private static JsonElement Inner(JsonElement error, int depth) => error.ValueKind switch
    {
        JsonValueKind.Array when error.GetArrayLength() > 0 && depth < MaxDepth => Inner(error[0], depth + 1),
        JsonValueKind.Object when error.TryGetProperty("base_resp", out var status) && status.ValueKind == JsonValueKind.Object => status,
        JsonValueKind.Object when error.TryGetProperty("error", out var inner) && inner.ValueKind is JsonValueKind.Object or JsonValueKind.Array && depth < MaxDepth => Inner(inner, depth + 1),
        _ => error,
    };

    private static string? Find(JsonElement element, string name) =>
        element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var value) ? null : value.ValueKind switch
        {
            JsonValueKind.String when SafeText(value) is { Length: > 0 and <= 100 } text => text,
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };

    /// <summary>Collects the words of an error, each once: gateways repeat those of the provider behind them.</summary>
    private static void Collect(JsonElement element, List<string> words, int depth)
    {
        if (depth > MaxDepth)
            return;
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                Add(SafeText(element), words, depth);
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    Collect(item, words, depth + 1);
                break;
            case JsonValueKind.Object:
                foreach (var name in Words)
                {
                    if (element.TryGetProperty(name, out var value))
                        Collect(value, words, depth + 1);
                }
                if (element.TryGetProperty("base_resp", out var status))
                    Collect(status, words, depth + 1);
                if (element.TryGetProperty("metadata", out var metadata))
                    Collect(metadata, words, depth + 1);
                if (element.TryGetProperty("loc", out var place) && place.ValueKind == JsonValueKind.Array && words.Count > 0)
                    words[^1] += $" (at {string.Join('.', place.EnumerateArray().Select(static part => part.ToString()))})";
                break;
        }
    }

    private static void Add(string text, List<string> words, int depth)
    {
        text = text.Trim();
        if (text.StartsWith('{') || text.StartsWith('['))
        {
            try
            {
                Collect(JsonElement.Parse(text), words, depth + 1);
                return;
            }
            catch (JsonException)
            {
                // Text that only looks like JSON: it is shown as it is.
            }
        }
        if (text.Length > 0 && !words.Exists(known => known.Contains(text, StringComparison.Ordinal)))
            words.Add(text);
    }

    private static string SafeText(JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return text.GetRawText();
        }
    }

    private static string Cut(string text) => text.Length <= MaxMessageLength ? text : TextCut.To(text, MaxMessageLength) + "…";

    private static string PageText(string page)
    {
        var text = Blanks().Replace(Tags().Replace(page, " "), " ").Trim();
        return text.Length <= 200 ? text : TextCut.To(text, 200) + "…";
    }

    // An error as an event of a stream, whatever the answer's status.
    [GeneratedRegex(@"^\s*(?:event:.*\r?\n)?data: ?(\{.*\})\s*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Data();

    [GeneratedRegex(@"<(script|style)\b.*?</\1>|<[^>]*>", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();
}
