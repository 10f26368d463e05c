using System.Text.Json;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Tools;

namespace AgentGrains.Testing.Doubles;

/// <summary>Messages as chat completions write them.</summary>
internal static class WireMessage
{
    public static PromptMessage Read(JsonElement message) => new(
        message.GetProperty("role").GetString()!,
        Content(message),
        message.TryGetProperty("tool_calls", out var calls) && calls.ValueKind == JsonValueKind.Array ? [.. calls.EnumerateArray().Select(ReadCall)] : [],
        Text(message, "tool_call_id"),
        Text(message, "name"));

    /// <summary>What tells two messages apart, for people; null where nothing does. A name that was not sent is no difference.</summary>
    public static string? Difference(PromptMessage recorded, PromptMessage sent)
    {
        if (recorded.Role != sent.Role)
            return Different("role", recorded.Role, sent.Role);
        if (!Trajectory.IsAsRecorded(recorded.Content, sent.Content))
            return Different("content", recorded.Content, sent.Content);
        if (recorded.ToolCallId != sent.ToolCallId)
            return Different("tool_call_id", recorded.ToolCallId, sent.ToolCallId);
        if (sent.Name is not null && recorded.Name != sent.Name)
            return Different("name", recorded.Name, sent.Name);
        if (!recorded.ToolCalls.SequenceEqual(sent.ToolCalls))
            return Different("tool_calls", string.Join(", ", recorded.ToolCalls), string.Join(", ", sent.ToolCalls));
        return null;
    }

    private static string Different(string field, string? recorded, string? sent) => $"{field}: recorded {Show(recorded)}, sent {Show(sent)}";

    private static string Show(string? text) => text is null ? "null" : $"'{text}'";

    private static ToolRequest ReadCall(JsonElement call)
    {
        var function = call.GetProperty("function");
        return new ToolRequest(call.GetProperty("id").GetString()!, function.GetProperty("name").GetString()!, function.GetProperty("arguments").GetString()!);
    }

    private static string? Content(JsonElement message) => !message.TryGetProperty("content", out var content) ? null : content.ValueKind switch
    {
        JsonValueKind.String => content.GetString(),
        JsonValueKind.Array => string.Concat(content.EnumerateArray().Select(part => Text(part, "text"))),
        _ => null,
    };

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
