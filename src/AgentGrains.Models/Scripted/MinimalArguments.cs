using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AgentGrains.Models.Scripted;

/// <summary>The smallest arguments that are valid under a JSON Schema, as far as a schema can be met without solving it.</summary>
internal static class MinimalArguments
{
    // Schemas may refer to themselves; below this depth everything becomes null.
    private const int MaxDepth = 16;

    public static string For(JsonElement schema) => Value(schema, schema, 0) is JsonObject arguments ? arguments.ToJsonString() : "{}";

    private static JsonNode? Value(JsonElement schema, JsonElement root, int depth)
    {
        if (depth > MaxDepth || schema.ValueKind != JsonValueKind.Object)
            return null;
        if (schema.TryGetProperty("$ref", out var reference))
            return Value(Resolve(root, reference.GetString()), root, depth + 1);
        if (schema.TryGetProperty("const", out var constant) || schema.TryGetProperty("default", out constant))
            return JsonNode.Parse(constant.GetRawText());
        if (schema.TryGetProperty("enum", out var choices) && choices.GetArrayLength() > 0)
            return JsonNode.Parse(choices[0].GetRawText());
        foreach (var union in (ReadOnlySpan<string>)["anyOf", "oneOf", "allOf"])
        {
            if (!schema.TryGetProperty("type", out _) && schema.TryGetProperty(union, out var options) && options.GetArrayLength() > 0)
                return Value(options[0], root, depth + 1);
        }
        return TypeOf(schema) switch
        {
            "object" => Object(schema, root, depth),
            "array" => Array(schema, root, depth),
            "string" => Text(schema),
            "integer" or "number" => Number(schema),
            "boolean" => false,
            _ => null,
        };
    }

    private static JsonObject Object(JsonElement schema, JsonElement root, int depth)
    {
        var made = new JsonObject();
        if (!schema.TryGetProperty("required", out var required))
            return made;
        foreach (var name in required.EnumerateArray().Select(name => name.GetString()).OfType<string>())
        {
            var property = schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(name, out var found) ? found : default;
            made[name] = Value(property, root, depth + 1);
        }
        return made;
    }

    private static JsonArray Array(JsonElement schema, JsonElement root, int depth)
    {
        var made = new JsonArray();
        var items = schema.TryGetProperty("items", out var item) ? item : default;
        for (var i = 0; i < Bound(schema, "minItems"); i++)
            made.Add(Value(items, root, depth + 1));
        return made;
    }

    private static string Text(JsonElement schema)
    {
        var format = schema.TryGetProperty("format", out var named) ? named.GetString() : null;
        var text = format switch
        {
            "date" => "2000-01-01",
            "date-time" => "2000-01-01T00:00:00Z",
            "time" => "00:00:00Z",
            "email" => "a@example.com",
            "uri" => "https://example.com/",
            "uuid" => "00000000-0000-0000-0000-000000000000",
            _ => "text",
        };
        if (schema.TryGetProperty("maxLength", out var most) && most.TryGetInt32(out var length) && text.Length > length)
            text = text[..length];
        return new StringBuilder(text).Append('x', Math.Max(0, Bound(schema, "minLength") - text.Length)).ToString();
    }

    private static JsonValue Number(JsonElement schema)
    {
        if (schema.TryGetProperty("minimum", out var least) && least.TryGetDecimal(out var minimum) && minimum > 0)
            return JsonValue.Create(minimum);
        if (schema.TryGetProperty("exclusiveMinimum", out var above) && above.TryGetDecimal(out var bound) && bound >= 0)
            return JsonValue.Create(decimal.Floor(bound) + 1);
        if (schema.TryGetProperty("maximum", out var most) && most.TryGetDecimal(out var maximum) && maximum < 0)
            return JsonValue.Create(maximum);
        return JsonValue.Create(0);
    }

    private static int Bound(JsonElement schema, string name) => schema.TryGetProperty(name, out var bound) && bound.TryGetInt32(out var value) ? value : 0;

    private static string? TypeOf(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out var type))
            return schema.TryGetProperty("properties", out _) ? "object" : null;
        if (type.ValueKind == JsonValueKind.Array && type.GetArrayLength() > 0)
            type = type[0];
        return type.ValueKind == JsonValueKind.String ? type.GetString() : null;
    }

    private static JsonElement Resolve(JsonElement root, string? reference)
    {
        if (reference is null || !reference.StartsWith("#/", StringComparison.Ordinal))
            return default;
        var found = root;
        foreach (var part in reference[2..].Split('/'))
        {
            if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(part, out found))
                return default;
        }
        return found;
    }
}
