using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using AgentGrains.Core.Conversations;

namespace AgentGrains.Models.ChatCompletions;

/// <summary>Writes a user's message of several parts. A part that the model does not take, or that does not fit, is named instead of sent.</summary>
internal static class MessagePartWriter
{
    // A multiple of three, so that only the last piece has padding.
    private const int PieceBytes = 3 * 16 * 1024;

    public static void Write(Utf8JsonWriter json, IReadOnlyList<PromptPart> parts, ModelOptions options)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, "user"u8);
        json.WriteStartArray("content"u8);
        foreach (var part in parts)
        {
            if (part.IsLeftOut)
                WriteText(json, LeftOut(part));
            else if (part.Kind == MessagePartKind.Image && options.TakesImages)
                WriteImage(json, part);
            else if (part.Kind == MessagePartKind.File && options.TakesFiles)
                WriteFile(json, part);
            else if (part.Kind != MessagePartKind.Text)
                WriteText(json, Placeholder(part, part.Kind == MessagePartKind.Image ? "which this model cannot see" : "which this model cannot read"));
            else if (!string.IsNullOrWhiteSpace(part.Text))
                WriteText(json, part.Text);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>What a model reads instead of a part that is left out.</summary>
    public static string LeftOut(PromptPart part) => Placeholder(part, "left out to keep the request small");

    private static string Placeholder(PromptPart part, string why) => part switch
    {
        { Kind: MessagePartKind.Image } => $"(an image, {why})",
        { Source.Name: { } name } => $"(the file '{name}', {why})",
        _ => $"(a file, {why})",
    };

    private static void WriteText(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "text"u8);
        json.WriteString("text"u8, text);
        json.WriteEndObject();
    }

    private static void WriteImage(Utf8JsonWriter json, PromptPart part)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "image_url"u8);
        json.WriteStartObject("image_url"u8);
        if (part.Source.Url is { } url)
            json.WriteString("url"u8, url);
        else
            WriteDataUrl(json, "url", part);
        if (part.Source.Detail is { } detail)
            json.WriteString("detail"u8, detail);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteFile(Utf8JsonWriter json, PromptPart part)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "file"u8);
        json.WriteStartObject("file"u8);
        if (part.Source.FileId is { } id)
        {
            json.WriteString("file_id"u8, id);
        }
        else
        {
            if (part.Source.Name is { } name)
                json.WriteString("filename"u8, name);
            WriteDataUrl(json, "file_data", part);
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Writes the bytes piece by piece: as one text, an image of 3 MiB would take 8 MiB more.</summary>
    private static void WriteDataUrl(Utf8JsonWriter json, string name, PromptPart part)
    {
        json.WritePropertyName(name);
        json.WriteStringValueSegment(Encoding.UTF8.GetBytes($"data:{part.Source.MediaType};base64,"), isFinalSegment: false);
        var encoded = ArrayPool<byte>.Shared.Rent(Base64.GetMaxEncodedToUtf8Length(PieceBytes));
        for (var rest = part.Data.Span; ;)
        {
            var piece = rest[..Math.Min(rest.Length, PieceBytes)];
            rest = rest[piece.Length..];
            Base64.EncodeToUtf8(piece, encoded, out _, out var length);
            json.WriteStringValueSegment(encoded.AsSpan(0, length), isFinalSegment: rest.IsEmpty);
            if (rest.IsEmpty)
                break;
        }
        ArrayPool<byte>.Shared.Return(encoded);
    }
}
