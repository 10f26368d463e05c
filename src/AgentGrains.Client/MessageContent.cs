using System.Text.Json;
using System.Text.Json.Serialization;
using AgentGrains.Client.Wire;

namespace AgentGrains.Client;

/// <summary>The content of a message: a text, or parts. A string converts to it.</summary>
[JsonConverter(typeof(Json))]
public sealed record MessageContent
{
    private MessageContent(string? text, IReadOnlyList<ContentPart>? parts) => (Text, Parts) = (text, parts);

    /// <summary>The text; for parts, that of all text parts.</summary>
    public string? Text { get; }

    /// <summary>The parts, in order; null for a text.</summary>
    public IReadOnlyList<ContentPart>? Parts { get; }

    /// <summary>A text.</summary>
    public static implicit operator MessageContent(string text) => FromString(text);

    /// <summary>A text.</summary>
    public static MessageContent FromString(string text) => new(text, null);

    /// <summary>Parts: texts, images and files.</summary>
    public static MessageContent Of(params IReadOnlyList<ContentPart> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return new(string.Join("\n\n", parts.Select(static part => part.Text).Where(static text => text is not null)), parts);
    }

    /// <inheritdoc/>
    public override string ToString() => Text ?? "";

    internal sealed class Json : JsonConverter<MessageContent>
    {
        public override MessageContent Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType == JsonTokenType.String
            ? FromString(reader.GetString()!)
            : Of(JsonSerializer.Deserialize(ref reader, ClientJson.Default.IReadOnlyListContentPart) ?? []);

        public override void Write(Utf8JsonWriter writer, MessageContent value, JsonSerializerOptions options)
        {
            if (value.Parts is null)
                writer.WriteStringValue(value.Text);
            else
                JsonSerializer.Serialize(writer, value.Parts, ClientJson.Default.IReadOnlyListContentPart);
        }
    }
}

/// <summary>A part of a message.</summary>
/// <param name="Type"><c>text</c>, <c>image_url</c> or <c>file</c>.</param>
/// <param name="Text">For text: the text.</param>
/// <param name="ImageUrl">For images: the image.</param>
/// <param name="File">For files: the file.</param>
public sealed record ContentPart(string Type, string? Text = null, ContentImage? ImageUrl = null, ContentFile? File = null)
{
    /// <summary>A part of text.</summary>
    public static ContentPart OfText(string text) => new("text", text);

    /// <summary>An image that the provider reads from an address.</summary>
    public static ContentPart OfImage(Uri address, string? detail = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new("image_url", ImageUrl: new ContentImage(address.AbsoluteUri, detail));
    }

    /// <summary>An image.</summary>
    public static ContentPart OfImage(ReadOnlyMemory<byte> bytes, string mediaType, string? detail = null) => new("image_url", ImageUrl: new ContentImage(DataUrl(bytes, mediaType), detail));

    /// <summary>A file.</summary>
    public static ContentPart OfFile(ReadOnlyMemory<byte> bytes, string mediaType, string name) => new("file", File: new ContentFile(DataUrl(bytes, mediaType), null, name));

    private static string DataUrl(ReadOnlyMemory<byte> bytes, string mediaType) => $"data:{mediaType};base64,{Convert.ToBase64String(bytes.Span)}";
}

/// <summary>An image.</summary>
/// <param name="Url">An address or a data URL; in answers <c>sha256:…</c> for one that was sent as a data URL.</param>
/// <param name="Detail"><c>auto</c>, <c>low</c> or <c>high</c>.</param>
/// <param name="MediaType">In answers: the media type.</param>
/// <param name="Bytes">In answers: the size.</param>
public sealed record ContentImage(string Url, string? Detail = null, string? MediaType = null, int? Bytes = null);

/// <summary>A file.</summary>
/// <param name="FileData">A data URL; in answers <c>sha256:…</c>.</param>
/// <param name="FileId">The id that the provider gave an uploaded file, instead of its data.</param>
/// <param name="Filename">The file's name.</param>
/// <param name="MediaType">In answers: the media type.</param>
/// <param name="Bytes">In answers: the size.</param>
public sealed record ContentFile(string? FileData = null, string? FileId = null, string? Filename = null, string? MediaType = null, int? Bytes = null);
