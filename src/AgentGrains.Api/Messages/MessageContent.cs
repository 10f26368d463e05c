using System.Text.Json;
using System.Text.Json.Serialization;
using AgentGrains.Api.Json;

namespace AgentGrains.Api.Messages;

/// <summary>The content of a message: in JSON a text, or a list of parts.</summary>
/// <param name="Text">The text; for parts, the text of all text parts.</param>
/// <param name="Parts">The parts, in order; null for a text.</param>
[JsonConverter(typeof(Json))]
internal sealed record MessageContent(string Text, IReadOnlyList<ContentPart>? Parts)
{
    private const string Separator = "\n\n";

    /// <summary>Content of parts.</summary>
    public static MessageContent Of(IReadOnlyList<ContentPart> parts) =>
        new(string.Join(Separator, parts.Select(static part => part?.Text).Where(static text => text is not null)), parts);

    internal sealed class Json : JsonConverter<MessageContent>
    {
        public override MessageContent Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
        {
            JsonTokenType.String => new MessageContent(reader.GetString()!, null),
            JsonTokenType.StartArray => Of(JsonSerializer.Deserialize(ref reader, ApiJson.Wire.IReadOnlyListContentPart)!),
            _ => throw new JsonException("A content is a text or a list of parts."),
        };

        public override void Write(Utf8JsonWriter writer, MessageContent value, JsonSerializerOptions options)
        {
            if (value.Parts is null)
                writer.WriteStringValue(value.Text);
            else
                JsonSerializer.Serialize(writer, value.Parts, ApiJson.Wire.IReadOnlyListContentPart);
        }
    }
}

/// <summary>A part of a message, as OpenAI's chat completions have it.</summary>
/// <param name="Type"><c>text</c>, <c>image_url</c> or <c>file</c>.</param>
/// <param name="Text">For <c>text</c>: the text.</param>
/// <param name="ImageUrl">For <c>image_url</c>: the image.</param>
/// <param name="File">For <c>file</c>: the file.</param>
internal sealed record ContentPart(string Type, string? Text = null, ImagePart? ImageUrl = null, FilePart? File = null);

/// <summary>An image.</summary>
/// <param name="Url">An http or https address that the provider reads, or a data URL with the image; in answers <c>sha256:…</c> for an image that was sent as a data URL.</param>
/// <param name="Detail">How closely to look: <c>auto</c>, <c>low</c> or <c>high</c>.</param>
/// <param name="MediaType">In answers: the image's media type.</param>
/// <param name="Bytes">In answers: the image's size.</param>
internal sealed record ImagePart(string Url, string? Detail = null, string? MediaType = null, int? Bytes = null);

/// <summary>A file.</summary>
/// <param name="FileData">A data URL with the file; in answers <c>sha256:…</c>.</param>
/// <param name="FileId">The id that the provider gave an uploaded file, instead of its data.</param>
/// <param name="Filename">The file's name.</param>
/// <param name="MediaType">In answers: the file's media type.</param>
/// <param name="Bytes">In answers: the file's size.</param>
internal sealed record FilePart(string? FileData = null, string? FileId = null, string? Filename = null, string? MediaType = null, int? Bytes = null);
