using System.Text.Json;
using AgentGrains.Core.Sessions.Lifecycle;

namespace AgentGrains.Core.Events;

/// <summary>Writes <c>run.failed</c>: why.</summary>
internal sealed class RunFailedWriter() : EventWriter<RunFailed>("run.failed")
{
    protected override void Write(Utf8JsonWriter writer, RunFailed entry) => EventContent.Write(writer, entry.Error);
}
