using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AgentGrains.Core.Errors;

namespace AgentGrains.Core.Agents;

/// <summary>Checks the shape of the JSON Schema of a tool's arguments or of an answer: what the keywords hold, not what they mean together.</summary>
/// <remarks>A model refuses a request whose schema has the wrong shape, so it is refused here, where its author sees it.</remarks>
internal static class SchemaValidator
{
    private const int MaxBytes = 64 * 1024;
    private const int MaxDepth = 32;
    private const int MaxPatternLength = 1024;

    /// <summary>Adds what is wrong with a schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="what">What it describes, to start a sentence with.</param>
    /// <param name="errors">Where to add it.</param>
    public static void Check(JsonElement schema, string path, string what, FieldErrors errors)
    {
        var json = Encoding.UTF8.GetBytes(schema.GetRawText());
        if (json.Length > MaxBytes)
            errors.Add(path, $"A schema has at most {MaxBytes} bytes.");
        else if (!JsonTexts.AreWhole(json))
            errors.Add(path, JsonTexts.Half);
        else if (schema.ValueKind != JsonValueKind.Object)
            errors.Add(path, "A schema is an object such as {\"type\":\"object\"}.");
        else if (schema.TryGetProperty("type", out var type) && !(type.ValueKind == JsonValueKind.String && type.ValueEquals("object"u8)))
            errors.Add($"{path}.type", $"{what}: type is \"object\".");
        else
            CheckSchema(schema, path, 1, errors);
    }

    private static void CheckSchema(JsonElement schema, string path, int depth, FieldErrors errors)
    {
        // true allows anything and false nothing; both are schemas.
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return;
        if (schema.ValueKind != JsonValueKind.Object)
            errors.Add(path, "A schema is an object, true or false.");
        else if (depth > MaxDepth)
            errors.Add(path, $"Schemas nest at most {MaxDepth} deep.");
        else
        {
            foreach (var keyword in schema.EnumerateObject())
                CheckKeyword(keyword.Name, keyword.Value, $"{path}.{keyword.Name}", depth, errors);
        }
    }

    private static void CheckKeyword(string name, JsonElement value, string path, int depth, FieldErrors errors)
    {
        switch (name)
        {
            case "type":
                CheckType(value, path, errors);
                break;
            case "properties" or "patternProperties" or "$defs" or "definitions" or "dependentSchemas":
                CheckSchemasByName(value, path, depth, errors);
                break;
            case "items" or "additionalProperties" or "additionalItems" or "contains" or "propertyNames" or "not" or "if" or "then" or "else" or "unevaluatedProperties" or "unevaluatedItems":
                CheckSchema(value, path, depth + 1, errors);
                break;
            case "anyOf" or "oneOf" or "allOf" or "prefixItems":
                CheckSchemaList(value, path, depth, errors);
                break;
            case "required":
                Expect(IsListOfUniqueTexts(value), path, "A list of different texts.", errors);
                break;
            case "enum":
                Expect(value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0, path, "A list of at least one value.", errors);
                break;
            case "$ref" or "$id" or "$schema" or "$anchor" or "title" or "description" or "format":
                Expect(value.ValueKind == JsonValueKind.String, path, "A text.", errors);
                break;
            case "minimum" or "maximum" or "exclusiveMinimum" or "exclusiveMaximum":
                Expect(value.ValueKind == JsonValueKind.Number, path, "A number.", errors);
                break;
            case "multipleOf":
                Expect(value.ValueKind == JsonValueKind.Number && value.GetDouble() > 0, path, "A number above 0.", errors);
                break;
            case "minLength" or "maxLength" or "minItems" or "maxItems" or "minProperties" or "maxProperties" or "minContains" or "maxContains":
                Expect(value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) && count >= 0, path, "A whole number, 0 or more.", errors);
                break;
            case "uniqueItems" or "deprecated" or "readOnly" or "writeOnly":
                Expect(value.ValueKind is JsonValueKind.True or JsonValueKind.False, path, "true or false.", errors);
                break;
            case "pattern":
                CheckPattern(value, path, errors);
                break;
        }
    }

    private static void CheckType(JsonElement value, string path, FieldErrors errors)
    {
        var valid = value.ValueKind switch
        {
            JsonValueKind.String => IsTypeName(value),
            JsonValueKind.Array => IsListOfUniqueTexts(value) && value.GetArrayLength() > 0 && value.EnumerateArray().All(IsTypeName),
            _ => false,
        };
        Expect(valid, path, "One of string, number, integer, boolean, object, array, null, or a list of them.", errors);
    }

    private static void CheckSchemasByName(JsonElement value, string path, int depth, FieldErrors errors)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            errors.Add(path, "An object of schemas.");
            return;
        }
        foreach (var named in value.EnumerateObject())
            CheckSchema(named.Value, $"{path}.{named.Name}", depth + 1, errors);
    }

    private static void CheckSchemaList(JsonElement value, string path, int depth, FieldErrors errors)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
        {
            errors.Add(path, "A list of at least one schema.");
            return;
        }
        var i = 0;
        foreach (var schema in value.EnumerateArray())
            CheckSchema(schema, $"{path}[{i++}]", depth + 1, errors);
    }

    private static void CheckPattern(JsonElement value, string path, FieldErrors errors)
    {
        if (value.ValueKind != JsonValueKind.String || value.GetString() is not { Length: <= MaxPatternLength } pattern)
        {
            errors.Add(path, $"A text of at most {MaxPatternLength} characters.");
            return;
        }
        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant);
        }
        catch (ArgumentException wrong)
        {
            errors.Add(path, $"Not a regular expression: {wrong.Message}");
        }
    }

    private static bool IsTypeName(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is "string" or "number" or "integer" or "boolean" or "object" or "array" or "null";

    private static bool IsListOfUniqueTexts(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return false;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return value.EnumerateArray().All(text => text.ValueKind == JsonValueKind.String && seen.Add(text.GetString()!));
    }

    private static void Expect(bool holds, string path, string message, FieldErrors errors)
    {
        if (!holds)
            errors.Add(path, message);
    }
}
