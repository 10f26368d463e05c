using System.Text.Json;
using AgentGrains.ModelCases.Endpoint;

namespace AgentGrains.ModelCases.Checks;

/// <summary>A tool call in the history of a request, with its result.</summary>
/// <param name="Id">Its id on the wire.</param>
/// <param name="Name">The tool's name on the wire.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Result">The text of its result; null if there is none.</param>
/// <param name="Message">The assistant's message that has it.</param>
/// <param name="Call">The whole call.</param>
internal sealed record WireCall(string Id, string Name, string Arguments, string? Result, JsonElement Message, JsonElement Call)
{
    /// <summary>The calls of a request's history in their order. Each is paired with the first result of its id after it.</summary>
    public static IReadOnlyList<WireCall> Of(SeenRequest request)
    {
        var calls = new List<WireCall>();
        foreach (var (i, message) in request.Messages.Index())
        {
            if (!message.TryGetProperty("tool_calls", out var made) || made.ValueKind == JsonValueKind.Null)
                continue;
            foreach (var call in made.EnumerateArray())
            {
                var (id, function) = (call.GetProperty("id").GetString()!, call.GetProperty("function"));
                calls.Add(new WireCall(id, function.GetProperty("name").GetString()!, function.GetProperty("arguments").GetString()!, ResultOf(request, i, id), message, call));
            }
        }
        return calls;
    }

    private static string? ResultOf(SeenRequest request, int after, string id) => request.Messages.Skip(after + 1)
        .FirstOrDefault(message => message.TryGetProperty("tool_call_id", out var of) && of.GetString() == id) is { ValueKind: JsonValueKind.Object } result
            ? result.GetProperty("content").GetString()
            : null;
}
