using System.Text.Json;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Events;

/// <summary>Writes <c>step.started</c> of every kind of step without a writer of its own, so that a new kind needs none.</summary>
internal sealed class StepStartedWriter() : EventWriter<StepStarted>("step.started")
{
    protected override int? StepOf(StepStarted entry) => entry.Step;

    protected override int? AttemptOf(StepStarted entry) => 1;

    protected override void Write(Utf8JsonWriter writer, StepStarted entry)
    {
        var step = entry.ToStep(default);
        writer.WriteString("kind"u8, step.Kind);
        writer.WriteString("name"u8, step.Name);
        if (step.Call is { } call)
            writer.WriteString("tool_call_id"u8, call.Id);
        if (step is WaitStep { Until: { } until })
            writer.WriteString("until"u8, WireTime.Format(until));
    }
}
