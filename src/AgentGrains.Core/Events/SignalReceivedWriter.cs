using System.Text.Json;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Events;

/// <summary>Writes <c>signal.received</c>: the signal and its content.</summary>
internal sealed class SignalReceivedWriter() : EventWriter<SignalReceived>("signal.received")
{
    protected override void Write(Utf8JsonWriter writer, SignalReceived entry)
    {
        writer.WriteString("id"u8, entry.Id);
        writer.WriteString("name"u8, entry.Name);
        EventContent.Write(writer, entry.Content);
    }
}
