using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentGrains.Core.Journals;

/// <summary>Text of a message, or a reference to it where it is too large for an entry. In JSON a string, or the reference as an object.</summary>
[JsonConverter(typeof(Json))]
public sealed record Content
{
    /// <summary>The most bytes of UTF-8 an entry holds itself; anything larger goes to the payload store first.</summary>
    public const int MaxInlineBytes = 32 * 1024;

    private Content(string? text, PayloadReference? reference) => (Text, Reference) = (text, reference);

    /// <summary>The text, where the entry holds it itself.</summary>
    public string? Text { get; }

    /// <summary>Where the text is, where the entry does not hold it.</summary>
    public PayloadReference? Reference { get; }

    /// <summary>The text's size in bytes of UTF-8.</summary>
    public int SizeBytes => Reference?.SizeBytes ?? Encoding.UTF8.GetByteCount(Text!);

    /// <summary>The SHA-256 of the text's UTF-8 in lower-case hex, wherever the text is.</summary>
    internal string Sha256 => Reference?.Sha256 ?? PayloadReference.Of(Encoding.UTF8.GetBytes(Text!)).Sha256;

    /// <summary>Content that an entry holds itself. The caller has checked <see cref="MaxInlineBytes"/>.</summary>
    public static Content Inline(string text) => new(text ?? throw new ArgumentNullException(nameof(text)), null);

    /// <summary>Content that is in the payload store.</summary>
    public static Content Stored(PayloadReference reference) => new(null, reference ?? throw new ArgumentNullException(nameof(reference)));

    internal sealed class Json : JsonConverter<Content>
    {
        public override Content Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String
                ? Inline(reader.GetString()!)
                : Stored(JsonSerializer.Deserialize(ref reader, JournalJson.Default.PayloadReference) ?? throw new JsonException("Content is neither text nor a reference."));

        public override void Write(Utf8JsonWriter writer, Content value, JsonSerializerOptions options)
        {
            if (value.Text is { } text)
                writer.WriteStringValue(text);
            else
                JsonSerializer.Serialize(writer, value.Reference!, JournalJson.Default.PayloadReference);
        }
    }
}
