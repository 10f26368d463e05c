using System.Text.Json;
using AgentGrains.Core.Models;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Core.Events;

/// <summary>Writes <c>message.completed</c> of a model's message: its text and the tools that it calls.</summary>
internal sealed class AssistantMessageWriter() : EventWriter<AssistantMessage>("message.completed")
{
    protected override int? StepOf(AssistantMessage entry) => entry.Step;

    protected override void Write(Utf8JsonWriter writer, AssistantMessage entry)
    {
        writer.WriteString("role"u8, "assistant"u8);
        if (entry.Content is { } content)
            EventContent.Write(writer, content);
        else
            writer.WriteNull("content"u8);
        writer.WriteString("finish_reason"u8, entry is { Ending: null, Calls: not null } ? "tool_calls" : (entry.Ending ?? AnswerEnding.Stop).Name());
        if (entry.Calls is not { } calls)
            return;
        writer.WriteStartArray("tool_calls"u8);
        foreach (var call in calls)
            Write(writer, call);
        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, AssistantToolCall call)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, call.Id);
        writer.WriteString("ref"u8, call.Ref);
        writer.WriteString("name"u8, call.Name);
        if (call.Arguments.Text is { } arguments)
            writer.WriteString("arguments"u8, arguments);
        else
            writer.WriteString("arguments_ref"u8, call.Arguments.Reference!.Sha256);
        writer.WriteEndObject();
    }
}
