using System.Collections.Immutable;
using System.Text.Json;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Events;

/// <summary>How content is written in an event: <c>content</c> as text, or <c>content_ref</c> if it is in the payload store. And what else several events have.</summary>
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

    public static void Write(Utf8JsonWriter writer, AttemptUsage? usage)
    {
        if (usage is not null)
            WriteUsage(writer, usage.InputTokens, usage.OutputTokens, usage.CachedInputTokens, usage.CostMicros, usage.IsEstimate);
    }

    public static void WriteUsage(Utf8JsonWriter writer, long inputTokens, long outputTokens, long cachedInputTokens, long costMicros, bool isEstimate)
    {
        writer.WriteStartObject("usage"u8);
        writer.WriteNumber("input_tokens"u8, inputTokens);
        writer.WriteNumber("output_tokens"u8, outputTokens);
        writer.WriteNumber("cached_input_tokens"u8, cachedInputTokens);
        writer.WriteNumber("cost_micros"u8, costMicros);
        writer.WriteBoolean("is_estimate"u8, isEstimate);
        writer.WriteEndObject();
    }
}
