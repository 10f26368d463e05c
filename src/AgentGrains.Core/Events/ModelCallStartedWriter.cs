using System.Text.Json;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Events;

/// <summary>Writes <c>step.started</c> of a model call. The most frequent start of a step: unlike <see cref="StepStartedWriter"/>, it does not create the step.</summary>
internal sealed class ModelCallStartedWriter() : EventWriter<ModelCallStarted>("step.started")
{
    protected override int? StepOf(ModelCallStarted entry) => entry.Step;

    protected override int? AttemptOf(ModelCallStarted entry) => 1;

    protected override void Write(Utf8JsonWriter writer, ModelCallStarted entry)
    {
        writer.WriteString("kind"u8, ModelCallStep.KindName);
        writer.WriteString("name"u8, entry.Model);
    }
}
