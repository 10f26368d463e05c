using System.Text.Json;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Events;

/// <summary>Writes <c>step.late_result</c>: what a tool answered after its step was given up.</summary>
internal sealed class LateResultWriter() : EventWriter<LateResult>("step.late_result")
{
    protected override int? StepOf(LateResult entry) => entry.Step;

    protected override int? AttemptOf(LateResult entry) => entry.Attempt;

    protected override void Write(Utf8JsonWriter writer, LateResult entry)
    {
        writer.WriteBoolean("is_error"u8, entry.IsError);
        EventContent.Write(writer, entry.Content);
    }
}
