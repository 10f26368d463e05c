using System.Text.Json;
using System.Text.RegularExpressions;
using AgentGrains.ModelCases.Endpoint;

namespace AgentGrains.ModelCases.Checks;

/// <summary>What holds for the messages of every request of every case: some endpoint accepts nothing else.</summary>
internal static partial class HistoryRules
{
    /// <summary>What a request violates; empty if nothing.</summary>
    public static IEnumerable<string> Violations(SeenRequest request) => Messages(request).Select(violation => $"request {request.Number}: {violation}");

    private static IEnumerable<string> Messages(SeenRequest request)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var open = new HashSet<string>(StringComparer.Ordinal);
        foreach (var message in request.Messages)
        {
            var role = message.GetProperty("role").GetString()!;
            if (role == "tool" && !open.Remove(message.GetProperty("tool_call_id").GetString()!))
                yield return $"{message.GetProperty("tool_call_id")} is not an open call";
            if (role == "tool" && string.IsNullOrWhiteSpace(message.GetProperty("content").GetString()))
                yield return "a tool's result is blank";
            if (role != "tool" && open.Count > 0)
                yield return $"no result of {string.Join(", ", open)} before a message of role {role}";
            foreach (var violation in Calls(message, ids, open))
                yield return violation;
        }
        if (open.Count > 0)
            yield return $"no result of {string.Join(", ", open)}";
    }

    private static IEnumerable<string> Calls(JsonElement message, HashSet<string> ids, HashSet<string> open)
    {
        if (!message.TryGetProperty("tool_calls", out var calls) || calls.ValueKind == JsonValueKind.Null)
            yield break;
        if (calls.GetArrayLength() == 0)
            yield return "tool_calls is empty";
        foreach (var call in calls.EnumerateArray())
        {
            var (id, function) = (call.GetProperty("id").GetString()!, call.GetProperty("function"));
            open.Add(id);
            if (id.Length == 0 || !ids.Add(id))
                yield return $"the id '{id}' is empty or used twice";
            if (call.GetProperty("type").GetString() != "function" || !Name().IsMatch(function.GetProperty("name").GetString()!))
                yield return $"{call} is not a call of a function with an acceptable name";
            if (ExpectedCall.TryParse(function.GetProperty("arguments").GetString()!) is not { ValueKind: JsonValueKind.Object })
                yield return $"{call} has arguments that are not an object in JSON";
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex Name();
}
