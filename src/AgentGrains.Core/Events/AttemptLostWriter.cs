using System.Text.Json;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Events;

/// <summary>Writes <c>step.retrying</c> after an attempt was lost with its host.</summary>
internal sealed class AttemptLostWriter() : AttemptEntryWriter<AttemptLost>("step.retrying")
{
    private static readonly RunError HostLost = new(ErrorCodes.HostLost.Value, ErrorCodes.HostLost.Title);

    protected override void Write(Utf8JsonWriter writer, AttemptLost entry)
    {
        EventContent.Write(writer, HostLost);
        EventContent.Write(writer, entry.Usage);
    }
}
