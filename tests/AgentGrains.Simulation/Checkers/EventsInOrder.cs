using System.Buffers;
using System.Text.Json;
using AgentGrains.Core.Events;

namespace AgentGrains.Simulation.Checkers;

/// <summary>Who reads along gets every entry once and in order, however often it was cut off, and each event can be written.</summary>
internal sealed class EventsInOrder(World world) : Checker(world)
{
    public override void AtEnd(SessionLedger ledger)
    {
        foreach (var reader in ledger.Readers)
        {
            reader.ReadJournal(long.MaxValue);
            var differs = reader.Seen.Zip(ledger.Entries).FirstOrDefault(pair => pair.First.Place != pair.Second.Place || pair.First.Entry.GetType() != pair.Second.Entry.GetType());
            Require(differs == default, $"A reader of {ledger.Key.Session} got position {differs.First.Place.Position} where {differs.Second.Place.Position} comes next.");
            Require(reader.Seen.Count == ledger.Entries.Count, $"A reader of {ledger.Key.Session} got {reader.Seen.Count} entries; {ledger.Entries.Count} were stored.");
        }
        var buffer = new ArrayBufferWriter<byte>();
        foreach (var (place, entry) in ledger.Entries)
        {
            if (EventWriters.Of(entry) is not { } events)
                continue;
            buffer.ResetWrittenCount();
            using var writer = new Utf8JsonWriter(buffer);
            writer.WriteStartObject();
            events.Write(writer, entry);
            writer.WriteEndObject();
            writer.Flush();
            var reader = new Utf8JsonReader(buffer.WrittenSpan);
            Require(reader.Read() && reader.TrySkip(), $"The event at {place.Position} does not read.");
        }
    }
}
