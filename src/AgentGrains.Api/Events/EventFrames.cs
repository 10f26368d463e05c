using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AgentGrains.Contracts;
using AgentGrains.Core;
using AgentGrains.Core.Events;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;

namespace AgentGrains.Api.Events;

/// <summary>Renders what a reader of a session sees as server-sent events.</summary>
internal static class EventFrames
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? bufferOfThread;

    [ThreadStatic]
    private static Utf8JsonWriter? writerOfThread;

    /// <summary>The event of an entry; empty where the entry is none.</summary>
    public static byte[] Render(SessionKey session, PlacedEntry placed)
    {
        var (place, entry) = (placed.Place, placed.Entry);
        if (EventWriters.Of(entry) is not { } events || entry.Run is not { } key)
            return [];
        var run = new RunId(session.Session, key);
        var (buffer, writer) = Begin();
        Write(buffer, string.Create(CultureInfo.InvariantCulture, $"id: {place.Position}\nevent: {events.EventType}\ndata: "));
        writer.WriteStartObject();
        writer.WriteString("type"u8, events.EventType);
        writer.WriteString("session"u8, session.Session.ToString());
        writer.WriteString("run"u8, run.ToString());
        writer.WriteNumber("position"u8, place.Position);
        if (events.StepOf(entry) is { } step)
            writer.WriteString("step"u8, new StepId(run, step).ToString());
        if (events.AttemptOf(entry) is { } attempt)
            writer.WriteNumber("attempt"u8, attempt);
        writer.WriteString("at"u8, WireTime.Format(place.At));
        events.Write(writer, entry);
        return End(buffer, writer);
    }

    /// <summary>The event of a piece of text. It has no id: a client that comes back begins behind what is durable.</summary>
    public static byte[] Render(SessionKey session, SessionFrame.Delta delta)
    {
        var run = new RunId(session.Session, delta.Run);
        var (buffer, writer) = Begin();
        Write(buffer, "event: message.delta\ndata: ");
        writer.WriteStartObject();
        writer.WriteString("type"u8, "message.delta"u8);
        writer.WriteString("session"u8, session.Session.ToString());
        writer.WriteString("run"u8, run.ToString());
        writer.WriteString("step"u8, new StepId(run, delta.Step).ToString());
        writer.WriteNumber("attempt"u8, delta.Attempt);
        writer.WriteString("channel"u8, delta.Channel);
        writer.WriteNumber("sequence"u8, delta.Sequence);
        writer.WriteString("text"u8, delta.Text);
        return End(buffer, writer);
    }

    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer) Begin()
    {
        var buffer = bufferOfThread ??= new ArrayBufferWriter<byte>(4096);
        buffer.ResetWrittenCount();
        var writer = writerOfThread ??= new Utf8JsonWriter(buffer, Options);
        writer.Reset(buffer);
        return (buffer, writer);
    }

    private static byte[] End(ArrayBufferWriter<byte> buffer, Utf8JsonWriter writer)
    {
        writer.WriteEndObject();
        writer.Flush();
        Write(buffer, "\n\n");
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(ArrayBufferWriter<byte> buffer, string text) => Encoding.ASCII.GetBytes(text, buffer);
}
