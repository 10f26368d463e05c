using System.Text.Json;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Events;

/// <summary>Writes an event that contains nothing but what every event contains.</summary>
internal sealed class BareEventWriter<TEntry>(string eventType) : EventWriter<TEntry>(eventType)
    where TEntry : Entry
{
    protected override void Write(Utf8JsonWriter writer, TEntry entry)
    {
    }
}
