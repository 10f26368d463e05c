using System.Buffers;
using System.Text;
using System.Text.Json;

namespace AgentGrains.Core.Tools;

/// <summary>What the text of a call's arguments is.</summary>
public static class ToolArguments
{
    /// <summary>Whether the text is what models and servers write if a call has no arguments.</summary>
    public static bool AreNone(ReadOnlySpan<char> text) => text.Trim() is "" or "null" or "[]" or "\"\"";

    /// <summary>The text, or an empty object if a call has no arguments.</summary>
    public static string OrEmpty(string text) => AreNone(text) ? "{}" : text;

    /// <summary>Whether an object of arguments has a member of each of these names at its top level, be its value null.</summary>
    /// <param name="text">One JSON object.</param>
    /// <param name="names">The names.</param>
    public static bool Have(string text, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count == 0)
            return true;
        using var arguments = JsonDocument.Parse(text);
        return names.All(name => arguments.RootElement.TryGetProperty(name, out _));
    }

    /// <summary>Whether the text is one JSON object, all of whose strings are text, and nothing else.</summary>
    public static bool AreObject(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            var reader = new Utf8JsonReader(bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes)));
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            while (reader.Read())
            {
                // An escape of half a surrogate pair is JSON, but no text: some readers reject all of it.
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                    _ = reader.GetString();
            }
            return true;
        }
        catch (Exception nonsense) when (nonsense is JsonException or InvalidOperationException)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
