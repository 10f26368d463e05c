using System.Text;
using System.Text.Json;

namespace AgentGrains.Models.ChatCompletions;

/// <summary>Members of a message or call that only its provider understands, put together from the pieces of a stream: an opaque JSON object.</summary>
/// <remarks>
/// Texts are continued, objects and lists merged, other values replaced. Elements of a list belong together if they have the same <c>type</c> and, if the server
/// gives one, the same <c>index</c>; a signed element is complete, and the next one starts another.
/// </remarks>
internal sealed class ProviderMembers
{
    // They name an element of a list and come whole, however often they come.
    private static readonly string[] Names = ["type", "id", "index", "format", "name", "role", "signature", "thought_signature", "data", "channel"];

    private readonly List<KeyValuePair<string, Value>> members = [];

    public bool IsEmpty => members.Count == 0;

    /// <summary>Adds a piece of a member.</summary>
    public void Add(string name, JsonElement piece)
    {
        if (Find(name) is not { } known)
            members.Add(KeyValuePair.Create(name, Value.Of(piece)));
        else if (!known.TryMerge(piece, Names.Contains(name)))
            members[members.FindIndex(member => member.Key == name)] = KeyValuePair.Create(name, Value.Of(piece));
    }

    /// <summary>Adds a member that comes whole, however often it comes.</summary>
    public void Set(string name, JsonElement value)
    {
        members.RemoveAll(member => member.Key == name);
        members.Add(KeyValuePair.Create(name, Value.Of(value)));
    }

    /// <summary>Adds members that come whole below a member.</summary>
    public void AddBelow(string name, IEnumerable<KeyValuePair<string, JsonElement>> pieces)
    {
        if (Find(name) is not { Object: { } below })
            members.Add(KeyValuePair.Create(name, new Value { Object = below = new ProviderMembers() }));
        foreach (var (member, piece) in pieces)
            below.Set(member, piece);
    }

    /// <summary>The object as JSON; null if it has no members.</summary>
    public string? ToJson()
    {
        if (IsEmpty)
            return null;
        var json = new StringBuilder();
        Write(json);
        return LenientText.RepairEscapes(json.ToString());
    }

    private Value? Find(string name) => members.Find(member => member.Key == name).Value;

    private void Write(StringBuilder json)
    {
        json.Append('{');
        for (var i = 0; i < members.Count; i++)
        {
            json.Append(i == 0 ? "" : ",").Append('"').Append(JsonEncodedText.Encode(members[i].Key)).Append("\":");
            members[i].Value.Write(json);
        }
        json.Append('}');
    }

    /// <summary>One value: a text as it is escaped in JSON, an object, a list, or anything else as raw JSON.</summary>
    private sealed class Value
    {
        private PiecedText? text;
        private List<Value>? list;
        private string raw = "null";

        public ProviderMembers? Object { get; init; }

        public static Value Of(JsonElement element)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.String:
                    var text = new PiecedText();
                    text.Append(Escaped(element));
                    return new Value { text = text };
                case JsonValueKind.Object:
                    var members = new ProviderMembers();
                    foreach (var member in element.EnumerateObject())
                        members.Add(member.Name, member.Value);
                    return new Value { Object = members };
                case JsonValueKind.Array:
                    return new Value { list = [.. element.EnumerateArray().Select(Of)] };
                default:
                    return new Value { raw = element.GetRawText() };
            }
        }

        /// <summary>Adds a piece of the same kind; false if it replaces the value instead.</summary>
        public bool TryMerge(JsonElement piece, bool comesWhole)
        {
            switch (piece.ValueKind)
            {
                case JsonValueKind.Null:
                    return true;
                case JsonValueKind.String when text is not null && !comesWhole:
                    text.Append(Escaped(piece));
                    return true;
                case JsonValueKind.Object when Object is not null:
                    foreach (var member in piece.EnumerateObject())
                        Object.Add(member.Name, member.Value);
                    return true;
                case JsonValueKind.Array when list is not null:
                    foreach (var element in piece.EnumerateArray())
                        AddElement(element);
                    return true;
                default:
                    return false;
            }
        }

        public void Write(StringBuilder json)
        {
            if (text is not null)
                json.Append('"').Append(text.ToString()).Append('"');
            else if (Object is not null)
                Object.Write(json);
            else if (list is not null)
                WriteList(json);
            else
                json.Append(raw);
        }

        private void AddElement(JsonElement element)
        {
            var open = element.ValueKind == JsonValueKind.Object ? list!.FindLast(value => value.IsContinuedBy(element)) : null;
            if (open is null || !open.TryMerge(element, comesWhole: false))
                list!.Add(Of(element));
        }

        private bool IsContinuedBy(JsonElement element) =>
            Object is not null && Text(Object.Find("signature")) is null or "" && Same(element, "type") && Same(element, "index") && Same(element, "id");

        private bool Same(JsonElement element, string name)
        {
            var known = Object!.Find(name);
            // A server that names an element once, in its first piece, names the others by their order.
            return !element.TryGetProperty(name, out var other) || known is null
                ? name != "index" || known is null
                : (Text(known) ?? known.raw) == (other.ValueKind == JsonValueKind.String ? Escaped(other) : other.GetRawText());
        }

        private static string? Text(Value? value) => value?.text?.ToString();

        private void WriteList(StringBuilder json)
        {
            json.Append('[');
            for (var i = 0; i < list!.Count; i++)
            {
                json.Append(i == 0 ? "" : ",");
                list[i].Write(json);
            }
            json.Append(']');
        }

        private static string Escaped(JsonElement text) => text.GetRawText()[1..^1];
    }
}
