using System.Text.Json;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Events;

/// <summary>Writes <c>step.parked</c>: why, and what the last attempt used.</summary>
internal sealed class StepParkedWriter() : AttemptEntryWriter<StepParked>("step.parked")
{
    protected override void Write(Utf8JsonWriter writer, StepParked entry)
    {
        EventContent.Write(writer, entry.Error);
        EventContent.Write(writer, entry.Usage);
    }
}
