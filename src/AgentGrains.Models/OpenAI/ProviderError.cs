using System.ClientModel.Primitives;
using System.Text.Json;

namespace AgentGrains.Models.OpenAI;

/// <summary>The <c>error</c> object of a refused request, as far as it can be read.</summary>
internal sealed record ProviderError(string? Code, string? Message)
{
    private const int MaxMessageLength = 500;
    private static readonly ProviderError Unknown = new(null, null);

    /// <summary>Whether the prompt was too large. Servers that give no code say it in words.</summary>
    public bool IsContextOverflow => Code == "context_length_exceeded"
        || (Message?.Contains("maximum context length", StringComparison.OrdinalIgnoreCase) ?? false);

    public static ProviderError Read(PipelineResponse? response)
    {
        if (response is null || response.Content.ToMemory().IsEmpty)
            return Unknown;
        try
        {
            using var body = JsonDocument.Parse(response.Content.ToMemory());
            if (body.RootElement.ValueKind != JsonValueKind.Object || !body.RootElement.TryGetProperty("error", out var error))
                return new ProviderError(null, Text(body.RootElement, "message"));
            return error.ValueKind == JsonValueKind.String
                ? new ProviderError(null, error.GetString())
                : new ProviderError(Text(error, "code") ?? Text(error, "type"), Text(error, "message"));
        }
        catch (JsonException)
        {
            // A proxy's page, not the provider's answer: the status says what there is to say.
            return Unknown;
        }
    }

    /// <summary>What goes behind the status in a sentence.</summary>
    public string Describe()
    {
        var message = Message is { Length: > MaxMessageLength } tooLong ? string.Concat(tooLong.AsSpan(0, MaxMessageLength), "…") : Message;
        return (Code, message) switch
        {
            (null, null) => "",
            (null, _) => $": {message.TrimEnd('.')}",
            (_, null) => $" ({Code})",
            _ => $" ({Code}): {message.TrimEnd('.')}",
        };
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
