using System.Text.Json;

namespace AgentGrains.Api.Agents;

/// <summary>Reports a tool whose type is not available yet, instead of each of its unknown fields.</summary>
internal static class UnavailableTools
{
    /// <summary>The errors to report; null where no such tool is among them.</summary>
    public static IReadOnlyDictionary<string, string[]>? Explain(ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string[]> errors)
    {
        using var document = JsonDocument.Parse(body);
        if (!document.RootElement.TryGetProperty("tools", out var tools))
            return null;
        var explained = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var prefixes = new List<string>();
        for (var i = 0; i < tools.GetArrayLength(); i++)
        {
            if (tools[i].ValueKind != JsonValueKind.Object || !tools[i].TryGetProperty("type", out var type) || !IsUnavailable(type))
                continue;
            prefixes.Add($"tools[{i}].");
            explained[$"tools[{i}].type"] = [$"Tools of type '{type.GetString()}' are not available on this service yet. There are: http, client, builtin."];
        }
        if (prefixes.Count == 0)
            return null;
        foreach (var (path, messages) in errors)
        {
            if (!prefixes.Exists(prefix => path.StartsWith(prefix, StringComparison.Ordinal)))
                explained.Add(path, messages);
        }
        return explained;
    }

    private static bool IsUnavailable(JsonElement type) => type.ValueKind == JsonValueKind.String && type.GetString() is "sandbox" or "mcp" or "agent";
}
