using System.Text.Json;
using AgentGrains.Core.Sessions.Lifecycle;

namespace AgentGrains.Core.Events;

/// <summary>Writes <c>run.waiting</c>: what the run waits for.</summary>
internal sealed class RunWaitingWriter() : EventWriter<RunWaiting>("run.waiting")
{
    protected override void Write(Utf8JsonWriter writer, RunWaiting entry)
    {
        var waiting = entry.Waiting;
        writer.WriteStartObject("waiting"u8);
        writer.WriteString("reason"u8, waiting.Reason);
        writer.WriteString("detail"u8, waiting.Detail);
        if (waiting.Until is { } until)
            writer.WriteString("until"u8, until);
        if (waiting.Ref is { } reference)
            writer.WriteString("ref"u8, reference);
        writer.WriteEndObject();
    }
}
