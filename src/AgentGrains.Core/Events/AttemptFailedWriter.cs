using System.Text.Json;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Events;

/// <summary>Writes <c>step.retrying</c> after a failed attempt: why it failed, when the next one may start and what it used.</summary>
internal sealed class AttemptFailedWriter() : AttemptEntryWriter<AttemptFailed>("step.retrying")
{
    protected override void Write(Utf8JsonWriter writer, AttemptFailed entry)
    {
        EventContent.Write(writer, entry.Error);
        writer.WriteString("retry_at"u8, WireTime.Format(entry.RetryAt));
        EventContent.Write(writer, entry.Usage);
    }
}
