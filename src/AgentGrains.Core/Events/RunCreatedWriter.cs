using System.Text.Json;
using AgentGrains.Core.Sessions.Lifecycle;

namespace AgentGrains.Core.Events;

/// <summary>Writes <c>run.created</c>: the pinned version and the input.</summary>
internal sealed class RunCreatedWriter() : EventWriter<RunCreated>("run.created")
{
    protected override void Write(Utf8JsonWriter writer, RunCreated entry)
    {
        writer.WriteNumber("agent_version"u8, entry.AgentVersion);
        writer.WriteStartArray("input"u8);
        foreach (var message in entry.Messages)
        {
            writer.WriteStartObject();
            writer.WriteString("role"u8, message.Role ?? "user");
            EventContent.Write(writer, message.Content, message.Parts);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }
}
