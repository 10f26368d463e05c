using System.Text.Json;
using AgentGrains.Core.Sessions.Lifecycle;

namespace AgentGrains.Core.Events;

/// <summary>Writes <c>run.completed</c>: where the answer is, if there is one.</summary>
internal sealed class RunCompletedWriter() : EventWriter<RunCompleted>("run.completed")
{
    protected override void Write(Utf8JsonWriter writer, RunCompleted entry)
    {
        if (entry.OutputPosition is { } position)
            writer.WriteNumber("output_position"u8, position);
    }
}
