using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using AgentGrains.Core.Events;
using AgentGrains.Core.Journals;
using BenchmarkDotNet.Attributes;

namespace AgentGrains.Benchmarks;

/// <summary>The public events of a turn: a model's answer of 1 KiB, the tool call it asks for, its result and the next model call.</summary>
[MemoryDiagnoser]
public class EventBenchmarks
{
    private readonly ArrayBufferWriter<byte> buffer = new(16 * 1024);
    private readonly JsonWriterOptions options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private readonly Entry[] entries = [.. new ToolTurn().Live(1).Entries.Select(placed => placed.Entry)];

    [Benchmark]
    public int Write()
    {
        buffer.ResetWrittenCount();
        using var writer = new Utf8JsonWriter(buffer, options);
        foreach (var entry in entries)
        {
            if (EventWriters.Of(entry) is not { } events)
                continue;
            writer.Reset(buffer);
            writer.WriteStartObject();
            writer.WriteString("type"u8, events.EventType);
            if (events.StepOf(entry) is { } step)
                writer.WriteNumber("step"u8, step);
            if (events.AttemptOf(entry) is { } attempt)
                writer.WriteNumber("attempt"u8, attempt);
            events.Write(writer, entry);
            writer.WriteEndObject();
            writer.Flush();
        }
        return buffer.WrittenCount;
    }
}
