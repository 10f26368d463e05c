using System.Buffers;
using System.Text.Json;
using AgentGrains.Core.Events;
using AgentGrains.Core.Journals;

namespace AgentGrains.Harness.Invariants;

/// <summary>Each entry that is a public event can be written as JSON that can be read.</summary>
public sealed class EventsAreJson : JournalInvariant
{
    private readonly ArrayBufferWriter<byte> buffer = new();

    /// <inheritdoc/>
    public override void Add(PlacedEntry placed)
    {
        if (EventWriters.Of(placed.Entry) is not { } events)
            return;
        buffer.ResetWrittenCount();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        events.Write(writer, placed.Entry);
        writer.WriteEndObject();
        writer.Flush();
        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        Require(reader.Read() && reader.TrySkip(), $"Position {placed.Place.Position}: the event is not JSON.");
    }
}
