using System.Text.Json;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Events;

/// <summary>Writes <c>step.failed</c>: why, and what the last attempt used.</summary>
internal sealed class StepFailedWriter() : AttemptEntryWriter<StepFailed>("step.failed")
{
    protected override void Write(Utf8JsonWriter writer, StepFailed entry)
    {
        EventContent.Write(writer, entry.Error);
        EventContent.Write(writer, entry.Usage);
    }
}
