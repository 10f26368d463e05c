using System.Text.Json;
using AgentGrains.Core.Sessions.Lifecycle;

namespace AgentGrains.Core.Events;

/// <summary>Writes <c>message.completed</c> of a user's message.</summary>
internal sealed class MessageReceivedWriter() : EventWriter<MessageReceived>("message.completed")
{
    protected override void Write(Utf8JsonWriter writer, MessageReceived entry)
    {
        writer.WriteString("role"u8, "user"u8);
        EventContent.Write(writer, entry.Content, entry.Parts);
    }
}
