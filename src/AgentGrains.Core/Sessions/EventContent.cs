using System.Text.Json;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions;

/// <summary>How content stands in an event: <c>content</c> as text, or <c>content_ref</c> where it is too large to travel.</summary>
internal static class EventContent
{
    public static void Write(Utf8JsonWriter writer, Content content)
    {
        if (content.Text is { } text)
        {
            writer.WriteString("content"u8, text);
            return;
        }
        writer.WriteStartObject("content_ref"u8);
        writer.WriteString("sha256"u8, content.Reference!.Sha256);
        writer.WriteNumber("bytes"u8, content.Reference.SizeBytes);
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
