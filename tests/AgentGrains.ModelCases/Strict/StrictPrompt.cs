using System.Text.Json;

namespace AgentGrains.ModelCases.Strict;

/// <summary>A request as a strict endpoint checks it.</summary>
internal sealed class StrictPrompt(JsonElement body)
{
    /// <summary>The whole body.</summary>
    public JsonElement Body => body;

    /// <summary>The messages.</summary>
    public IReadOnlyList<StrictMessage> Messages { get; } = [.. body.GetProperty("messages").EnumerateArray().Select((message, i) => new StrictMessage(i, message))];

    /// <summary>The messages that call tools.</summary>
    public IEnumerable<StrictMessage> Callers => Messages.Where(message => message.Calls.Count > 0);

    /// <summary>The functions of the tools.</summary>
    public IEnumerable<JsonElement> Functions => body.TryGetProperty("tools", out var tools) ? tools.EnumerateArray().Select(tool => tool.GetProperty("function")) : [];
}

/// <summary>A message of a request.</summary>
/// <param name="Number">Its number, from 0.</param>
/// <param name="Json">The message.</param>
internal sealed record StrictMessage(int Number, JsonElement Json)
{
    /// <summary>Its role.</summary>
    public string Role => Json.GetProperty("role").GetString()!;

    /// <summary>Its calls; empty if it has none.</summary>
    public IReadOnlyList<JsonElement> Calls => Json.TryGetProperty("tool_calls", out var calls) ? [.. calls.EnumerateArray()] : [];

    /// <summary>The ids of its calls.</summary>
    public IEnumerable<string> CallIds => Calls.Select(call => call.GetProperty("id").GetString()!);

    /// <summary>The arguments of its calls, each a text.</summary>
    public IEnumerable<string> Arguments => Calls.Select(call => call.GetProperty("function").GetProperty("arguments").GetString()!);

    /// <summary>The texts of its content: one, or those of its parts.</summary>
    public IEnumerable<string> Texts => !Json.TryGetProperty("content", out var content) ? [] : content.ValueKind switch
    {
        JsonValueKind.String => [content.GetString()!],
        JsonValueKind.Array => content.EnumerateArray().Where(part => part.TryGetProperty("text", out _)).Select(part => part.GetProperty("text").GetString()!),
        _ => [],
    };
}
