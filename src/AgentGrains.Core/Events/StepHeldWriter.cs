using System.Text.Json;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Events;

/// <summary>Writes <c>step.held</c>: why, and what the last attempt used.</summary>
internal sealed class StepHeldWriter() : AttemptEntryWriter<StepHeld>("step.held")
{
    protected override void Write(Utf8JsonWriter writer, StepHeld entry)
    {
        EventContent.Write(writer, entry.Error);
        EventContent.Write(writer, entry.Usage);
    }
}
