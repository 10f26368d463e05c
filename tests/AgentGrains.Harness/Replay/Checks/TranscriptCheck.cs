using System.Text.Json;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Tools;
using AgentGrains.Harness.Replay.Driving;
using AgentGrains.Testing.Doubles;

namespace AgentGrains.Harness.Replay.Checks;

/// <summary>The transcript is the recording, message for message, and each run ended as the recorded one did.</summary>
public static class TranscriptCheck
{
    public static IEnumerable<string> Violations(PlayedConversation played)
    {
        var recorded = played.Recording.Messages;
        var said = played.Messages.EnumerateArray().Select(Read).ToList();
        for (var i = 0; i < Math.Max(recorded.Count, said.Count); i++)
        {
            var (expected, actual) = (recorded.ElementAtOrDefault(i), said.ElementAtOrDefault(i));
            if (expected is null || actual is null || !Same(expected, actual))
                yield return $"message {i}: recorded {Show(expected)}, played {Show(actual)}";
        }
        var turns = RecordedTurn.Of(played.Recording);
        for (var i = 0; i < turns.Count; i++)
        {
            var run = played.Runs[i];
            var status = run.GetProperty("status").GetString();
            var code = run.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object ? error.GetProperty("code").GetString() : null;
            if (status != turns[i].Status || code != turns[i].Code)
                yield return $"run {i}: expected {turns[i].Status} {turns[i].Code}, is {run}";
        }
    }

    private static bool Same(PromptMessage a, PromptMessage b) =>
        a with { ToolCalls = [], Content = null } == b with { ToolCalls = [], Content = null } && Trajectory.IsAsRecorded(a.Content, b.Content) && a.ToolCalls.SequenceEqual(b.ToolCalls);

    private static string Show(PromptMessage? message) => message is null ? "nothing" : $"{message} [{string.Join(", ", message.ToolCalls)}]";

    private static PromptMessage Read(JsonElement message) => new(
        message.GetProperty("role").GetString()!, Text(message, "content"), [.. Calls(message)], Text(message, "tool_call_id"), Text(message, "name"));

    private static IEnumerable<ToolRequest> Calls(JsonElement message) => message.TryGetProperty("tool_calls", out var calls) && calls.ValueKind == JsonValueKind.Array
        ? calls.EnumerateArray().Select(call => new ToolRequest(
            call.GetProperty("id").GetString()!, call.GetProperty("function").GetProperty("name").GetString()!, call.GetProperty("function").GetProperty("arguments").GetString()!))
        : [];

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
