using System.Collections.Immutable;
using System.Text.Json;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions;

/// <summary>How content is written in an event: <c>content</c> as text, or <c>content_ref</c> if it is in the payload store.</summary>
internal static class EventContent
{
    public static void Write(Utf8JsonWriter writer, Content content)
    {
        if (content.Text is { } text)
        {
            writer.WriteString("content"u8, text);
            return;
        }
        WriteReference(writer, content.Reference!);
    }

    /// <summary>The text, and beside it <c>parts</c> if the message has images or files. Bytes do not travel in events.</summary>
    public static void Write(Utf8JsonWriter writer, Content content, ImmutableArray<MessagePart>? parts)
    {
        Write(writer, content);
        if (parts is not { } all)
            return;
        writer.WriteStartArray("parts"u8);
        foreach (var part in all)
            Write(writer, part);
        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, MessagePart part)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, part.Kind switch { MessagePartKind.Image => "image_url", MessagePartKind.File => "file", _ => "text" });
        if (part.Text is { } text)
            Write(writer, text);
        if (part.Data is { } data)
            WriteReference(writer, data);
        WriteIf(writer, "media_type", part.MediaType);
        WriteIf(writer, "url", part.Url);
        WriteIf(writer, "detail", part.Detail);
        WriteIf(writer, "file_id", part.FileId);
        WriteIf(writer, "filename", part.Name);
        writer.WriteEndObject();
    }

    private static void WriteIf(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }

    private static void WriteReference(Utf8JsonWriter writer, PayloadReference reference)
    {
        writer.WriteStartObject("content_ref"u8);
        writer.WriteString("sha256"u8, reference.Sha256);
        writer.WriteNumber("bytes"u8, reference.SizeBytes);
        writer.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter writer, RunError error)
    {
        writer.WriteStartObject("error"u8);
        writer.WriteString("code"u8, error.Code);
        writer.WriteString("message"u8, error.Message);
        writer.WriteEndObject();
    }
}
