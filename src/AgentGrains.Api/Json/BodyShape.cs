using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AgentGrains.Api.Messages;
using AgentGrains.Api.Runs;
using AgentGrains.Core.Errors;

namespace AgentGrains.Api.Json;

/// <summary>Says where a body that did not read departs from its form: every place at once, where a parser stops at the first.</summary>
internal static class BodyShape
{
    private const int MaxDepth = 64;

    /// <summary>The failure to answer with.</summary>
    public static AgentGrainsException Explain(ReadOnlySequence<byte> body, JsonTypeInfo form, JsonException unreadable)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body);
        }
        catch (JsonException malformed)
        {
            var line = (malformed.LineNumber ?? 0) + 1;
            var column = (malformed.BytePositionInLine ?? 0) + 1;
            return new AgentGrainsException(ErrorCodes.MalformedBody, $"The body is not JSON: line {line}, byte {column}.", malformed);
        }
        using (document)
        {
            var places = new Places();
            Compare(document.RootElement, form, "", 0, places);
            if (!places.Wrong.IsEmpty)
                return new AgentGrainsException(ErrorCodes.MalformedBody, "The body does not have the form it should: see errors.", unreadable) { Fields = places.All.ToDictionary() };
            if (!places.All.IsEmpty)
                return new AgentGrainsException(ErrorCodes.Invalid, "The body has fields that are not known or lacks some: see errors.", unreadable) { Fields = places.All.ToDictionary() };
            var fields = new FieldErrors();
            fields.Add(unreadable.Path ?? "$", "Not of the form it should be.");
            return new AgentGrainsException(ErrorCodes.MalformedBody, "The body does not have the form it should: see errors.", unreadable) { Fields = fields.ToDictionary() };
        }
    }

    private static void Compare(JsonElement element, JsonTypeInfo form, string path, int depth, Places places)
    {
        if (element.ValueKind == JsonValueKind.Null || depth > MaxDepth)
            return;
        switch (form.Kind)
        {
            case JsonTypeInfoKind.Object when element.ValueKind == JsonValueKind.Object:
                CompareObject(element, form, path, depth, places);
                break;
            case JsonTypeInfoKind.Enumerable when element.ValueKind == JsonValueKind.Array:
                var i = 0;
                foreach (var item in element.EnumerateArray())
                    Compare(item, Form(form, form.ElementType!), $"{path}[{i++}]", depth + 1, places);
                break;
            case JsonTypeInfoKind.Dictionary when element.ValueKind == JsonValueKind.Object:
                foreach (var pair in element.EnumerateObject())
                    CompareValue(pair.Value, Form(form, form.ElementType!), Join(path, pair.Name), false, depth, places);
                break;
            case JsonTypeInfoKind.None when element.ValueKind == JsonValueKind.Array && ListForm(form) is { } list:
                Compare(element, list, path, depth, places);
                break;
            case JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary:
                places.AddWrong(path, "An object.");
                break;
            case JsonTypeInfoKind.Enumerable:
                places.AddWrong(path, "A list.");
                break;
            default:
                CompareLeaf(element, form, path, places);
                break;
        }
    }

    private static void CompareObject(JsonElement element, JsonTypeInfo form, string path, int depth, Places places)
    {
        foreach (var member in element.EnumerateObject())
        {
            var property = form.Properties.FirstOrDefault(candidate => candidate.Name == member.Name);
            if (property is null)
                places.All.Add(Join(path, member.Name), "There is no such field.");
            else
                CompareValue(member.Value, Form(form, property.PropertyType), Join(path, member.Name), property.IsSetNullable, depth, places);
        }
        foreach (var property in form.Properties)
        {
            if (property.IsRequired && !element.TryGetProperty(property.Name, out _))
                places.All.Add(Join(path, property.Name), "This field is required.");
        }
    }

    private static void CompareValue(JsonElement value, JsonTypeInfo form, string path, bool nullable, int depth, Places places)
    {
        if (value.ValueKind == JsonValueKind.Null && !nullable)
            places.AddWrong(path, "Not null.");
        else
            Compare(value, form, path, depth + 1, places);
    }

    private static void CompareLeaf(JsonElement element, JsonTypeInfo form, string path, Places places)
    {
        try
        {
            _ = element.Deserialize(form);
        }
        catch (JsonException wrong)
        {
            places.AddWrong(path, Expected(form.Type) ?? wrong.Message);
        }
    }

    private static string? Expected(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum)
            return $"One of: {string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName))}.";
        return type == typeof(string) ? "A text."
            : type == typeof(bool) ? "true or false."
            : type == typeof(int) || type == typeof(long) ? "A whole number."
            : null;
    }

    /// <summary>The form of the list, if the value can be a text or a list; null if not.</summary>
    private static JsonTypeInfo? ListForm(JsonTypeInfo form) =>
        form.Type == typeof(RunInput) ? Form(form, typeof(IReadOnlyList<InputMessage>))
        : form.Type == typeof(MessageContent) ? Form(form, typeof(IReadOnlyList<ContentPart>))
        : null;

    private static JsonTypeInfo Form(JsonTypeInfo parent, Type type) => parent.Options.GetTypeInfo(type);

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private sealed class Places
    {
        public FieldErrors All { get; } = new();

        public FieldErrors Wrong { get; } = new();

        public void AddWrong(string path, string expected)
        {
            All.Add(path.Length == 0 ? "$" : path, expected);
            Wrong.Add(path, expected);
        }
    }
}
