using System.Text;
using System.Text.Json;

namespace AgentGrains.Core.Agents;

/// <summary>Schemas of tools' arguments as models get them.</summary>
public static class ToolSchemas
{
    /// <summary>The schema with <c>type</c> and <c>properties</c>, which some endpoints demand even of a tool without arguments.</summary>
    /// <param name="schema">What the agent's author wrote; null or <c>{}</c> for a tool that says nothing of its arguments.</param>
    /// <returns>JSON in UTF-8; what the author wrote is kept as it was written.</returns>
    public static ReadOnlyMemory<byte> Complete(JsonElement? schema)
    {
        var written = schema?.GetRawText() ?? "{}";
        var missing = new StringBuilder();
        if (schema is null || !schema.Value.TryGetProperty("type", out _))
            missing.Append("\"type\":\"object\",");
        if (schema is null || !schema.Value.TryGetProperty("properties", out _))
            missing.Append("\"properties\":{},");
        if (missing.Length == 0)
            return Encoding.UTF8.GetBytes(written);
        var rest = written.AsSpan(written.IndexOf('{', StringComparison.Ordinal) + 1);
        var isEmpty = rest.Trim() is "}";
        if (isEmpty)
            missing.Length--;
        return Encoding.UTF8.GetBytes($"{{{missing}{(isEmpty ? "}" : rest)}");
    }

    /// <summary>The names of the arguments that a schema requires at its top level, as the author wrote them.</summary>
    public static IReadOnlyList<string> RequiredOf(JsonElement? schema) =>
        schema is { ValueKind: JsonValueKind.Object } written && written.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.Array
            ? [.. required.EnumerateArray().Where(static name => name.ValueKind == JsonValueKind.String).Select(static name => name.GetString()!)]
            : [];

    /// <summary>Whether a call without arguments may not match the schema: it requires some, or says more than is looked into here.</summary>
    public static bool RequiresArguments(JsonElement schema) => schema.ValueKind == JsonValueKind.Object && schema.EnumerateObject().Any(static keyword => keyword.Name switch
    {
        "required" => keyword.Value.ValueKind == JsonValueKind.Array && keyword.Value.GetArrayLength() > 0,
        "minProperties" => keyword.Value.ValueKind == JsonValueKind.Number && keyword.Value.GetDouble() > 0,
        "anyOf" or "oneOf" or "allOf" or "not" or "if" or "$ref" => true,
        _ => false,
    });
}
