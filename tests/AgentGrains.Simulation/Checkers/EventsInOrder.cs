using System.Buffers;
using System.Text.Json;

namespace AgentGrains.Simulation.Checkers;

/// <summary>The public stream has at most one event for each entry, under positions that only rise, and each can be written.</summary>
internal sealed class EventsInOrder(World world) : Checker(world)
{
    public override void AtEnd(SessionLedger ledger)
    {
        var last = -1L;
        var buffer = new ArrayBufferWriter<byte>();
        foreach (var (place, entry) in ledger.Entries)
        {
            if (entry.EventType is null)
                continue;
            Require(place.Position > last, $"Two events have the position {place.Position}.");
            last = place.Position;
            buffer.ResetWrittenCount();
            using var writer = new Utf8JsonWriter(buffer);
            writer.WriteStartObject();
            entry.WriteEvent(writer);
            writer.WriteEndObject();
            writer.Flush();
            var reader = new Utf8JsonReader(buffer.WrittenSpan);
            Require(reader.Read() && reader.TrySkip(), $"The event at {place.Position} does not read.");
        }
    }
}
