using System.Text.Json;
using System.Text.RegularExpressions;

namespace AgentGrains.ModelCases.Strict.Rules;

/// <summary>The schema of OpenAI's chat completions, in OpenAI's words.</summary>
internal static partial class OpenAIRules
{
    private const int MaxIdLength = 40;

    private static readonly string[] TopMembers = ["model", "messages", "tools", "stream", "stream_options"];
    private static readonly string[] CallMembers = ["id", "type", "function"];
    private static readonly string[] NamedMembers = ["name", "arguments"];
    private static readonly string[] ToolMembers = ["type", "function"];
    private static readonly string[] FunctionMembers = ["name", "description", "parameters", "strict"];

    /// <summary>What is wrong with a request; empty if nothing.</summary>
    public static IEnumerable<string> Objections(StrictPrompt prompt) =>
    [
        .. Unknown(prompt.Body, TopMembers, ""), .. prompt.Messages.SelectMany(Message), .. Order(prompt),
        .. prompt.Body.GetProperty("tools").EnumerateArray().SelectMany((tool, i) => Unknown(tool, ToolMembers, $"tools[{i}].")),
        .. prompt.Functions.SelectMany((function, i) => Unknown(function, FunctionMembers, $"tools[{i}].function.")),
    ];

    private static IEnumerable<string> Message(StrictMessage message)
    {
        var path = $"messages[{message.Number}]";
        string[] known = message.Role switch
        {
            "system" or "user" => ["role", "content"],
            "assistant" => ["role", "content", "tool_calls", "refusal"],
            "tool" => ["role", "content", "tool_call_id"],
            _ => [],
        };
        if (known.Length == 0)
            yield return $"Invalid value: '{message.Role}'. Supported values are: 'system', 'assistant', 'user' and 'tool' ({path}.role).";
        foreach (var unknown in Unknown(message.Json, known, $"{path}."))
            yield return unknown;
        if (!message.Json.TryGetProperty("content", out var content))
            yield return $"Missing required parameter: '{path}.content'.";
        else if (content.ValueKind == JsonValueKind.Null && message.Calls.Count == 0)
            yield return $"Invalid value for 'content': expected a string, got null ({path}).";
        else if (content.ValueKind == JsonValueKind.Array && content.GetArrayLength() == 0)
            yield return $"Invalid '{path}.content': empty array. Expected an array with minimum length 1, but got an empty array instead.";
        if (message.Json.TryGetProperty("tool_calls", out _) && message.Calls.Count == 0)
            yield return $"Invalid '{path}.tool_calls': empty array. Expected an array with minimum length 1, but got an empty array instead.";
        foreach (var objection in message.Calls.SelectMany((call, i) => Call(call, $"{path}.tool_calls[{i}]")))
            yield return objection;
    }

    private static IEnumerable<string> Call(JsonElement call, string path)
    {
        var (id, function) = (call.GetProperty("id"), call.GetProperty("function"));
        foreach (var unknown in Unknown(call, CallMembers, $"{path}.").Concat(Unknown(function, NamedMembers, $"{path}.function.")))
            yield return unknown;
        if (id.GetString() is not { Length: > 0 and <= MaxIdLength })
            yield return $"Invalid '{path}.id': '{id}' has not 1 to {MaxIdLength} characters.";
        if (call.GetProperty("type").GetString() != "function")
            yield return $"Invalid value: '{call.GetProperty("type")}' ({path}.type).";
        if (!Name().IsMatch(function.GetProperty("name").GetString()!))
            yield return $"Invalid '{path}.function.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.";
        if (function.GetProperty("arguments").ValueKind != JsonValueKind.String)
            yield return $"Invalid type for '{path}.function.arguments': expected a string.";
    }

    /// <summary>Each call is answered right after the message that makes it, and each answer is one of a call.</summary>
    public static IEnumerable<string> Order(StrictPrompt prompt)
    {
        var open = new List<string>();
        foreach (var message in prompt.Messages)
        {
            if (message.Role == "tool")
            {
                if (!open.Remove(message.Json.GetProperty("tool_call_id").GetString()!))
                    yield return $"Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls' (messages[{message.Number}]).";
                continue;
            }
            if (open.Count > 0)
                yield return Unanswered(open);
            open = [.. message.CallIds];
        }
        if (open.Count > 0)
            yield return Unanswered(open);
    }

    private static string Unanswered(List<string> open) =>
        $"An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. These had no response messages: {string.Join(", ", open)}";

    private static IEnumerable<string> Unknown(JsonElement element, string[] known, string path) =>
        element.EnumerateObject().Where(member => !known.Contains(member.Name)).Select(member => $"Unrecognized request argument supplied: {path}{member.Name}");

    [GeneratedRegex(@"^[a-zA-Z0-9_-]{1,64}\z")]
    private static partial Regex Name();
}
