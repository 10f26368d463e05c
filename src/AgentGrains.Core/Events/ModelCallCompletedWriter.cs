using System.Text.Json;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Events;

/// <summary>Writes <c>step.completed</c> of a model call: how it ended and what it used.</summary>
internal sealed class ModelCallCompletedWriter() : EventWriter<ModelCallCompleted>("step.completed")
{
    protected override int? StepOf(ModelCallCompleted entry) => entry.Step;

    protected override int? AttemptOf(ModelCallCompleted entry) => entry.Attempt;

    protected override void Write(Utf8JsonWriter writer, ModelCallCompleted entry)
    {
        writer.WriteString("kind"u8, ModelCallStep.KindName);
        writer.WriteString("finish_reason"u8, entry.FinishReason);
        if (entry.Model is { } model)
            writer.WriteString("model"u8, model);
        EventContent.WriteUsage(writer, entry.InputTokens, entry.OutputTokens, entry.CachedInputTokens, entry.CostMicros, entry.IsEstimate);
    }
}
