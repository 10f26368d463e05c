using System.Text.Json;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Events;

/// <summary>Writes <c>step.completed</c> of a step that answers a tool call: the result.</summary>
internal sealed class ToolCallCompletedWriter() : EventWriter<ToolCallCompleted>("step.completed")
{
    protected override int? StepOf(ToolCallCompleted entry) => entry.Step;

    protected override int? AttemptOf(ToolCallCompleted entry) => entry.Attempt;

    protected override void Write(Utf8JsonWriter writer, ToolCallCompleted entry)
    {
        writer.WriteBoolean("is_error"u8, entry.IsError);
        EventContent.Write(writer, entry.Content);
    }
}
