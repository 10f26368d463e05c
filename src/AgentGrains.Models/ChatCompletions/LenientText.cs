using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AgentGrains.Models.ChatCompletions;

/// <summary>Reads JSON strings that hold what is no text: halves of surrogate pairs, whose other half may be in the next chunk, and bytes that are no UTF-8.</summary>
internal static class LenientText
{
    private const int EscapeLength = 4;

    /// <summary>The text of the string that the reader is at. May hold halves of surrogate pairs.</summary>
    public static string Read(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Unescape(reader.ValueSpan);
        }
    }

    /// <summary>The text with U+FFFD for each half of a surrogate pair that has no other half.</summary>
    public static string Repair(string text)
    {
        var at = LoneSurrogate(text, 0);
        if (at < 0)
            return text;
        var repaired = text.ToCharArray();
        for (; at >= 0; at = LoneSurrogate(text, at + 1))
            repaired[at] = '\uFFFD';
        return new string(repaired);
    }

    /// <summary>JSON with U+FFFD for each escape of half a surrogate pair that has no other half: strict readers reject the whole of it.</summary>
    public static string RepairEscapes(string json)
    {
        StringBuilder? repaired = null;
        for (var i = json.IndexOf('\\', StringComparison.Ordinal); i >= 0 && i + 1 < json.Length; i = json.IndexOf('\\', i, json.Length - i))
        {
            if (Escaped(json, i) is not { } unit || !char.IsSurrogate(unit))
            {
                i += 2;
            }
            else if (char.IsHighSurrogate(unit) && Escaped(json, i + 6) is { } next && char.IsLowSurrogate(next))
            {
                i += 12;
            }
            else
            {
                repaired ??= new StringBuilder(json);
                // An escape for an escape: nothing moves.
                repaired.Remove(i, 6).Insert(i, "\\ufffd");
                i += 6;
            }
            if (i >= json.Length)
                break;
        }
        return repaired?.ToString() ?? json;
    }

    /// <summary>The UTF-16 unit of the escape at a place; null if there is none.</summary>
    private static char? Escaped(string json, int at) =>
        at + 6 <= json.Length && json[at] == '\\' && json[at + 1] == 'u'
        && ushort.TryParse(json.AsSpan(at + 2, EscapeLength), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;

    private static int LoneSurrogate(string text, int from)
    {
        for (var i = from; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
                i++;
            else
                return i;
        }
        return -1;
    }

    // The reader has checked the escapes already: each is complete.
    private static string Unescape(ReadOnlySpan<byte> escaped)
    {
        var text = new StringBuilder(escaped.Length);
        while (!escaped.IsEmpty)
        {
            var plain = escaped.IndexOf((byte)'\\');
            text.Append(Encoding.UTF8.GetString(plain < 0 ? escaped : escaped[..plain]));
            if (plain < 0)
                break;
            escaped = escaped[(plain + 1)..];
            var isUnicode = escaped[0] == (byte)'u';
            text.Append(isUnicode
                ? (char)ushort.Parse(escaped.Slice(1, EscapeLength), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
                : Plain(escaped[0]));
            escaped = escaped[(isUnicode ? 1 + EscapeLength : 1)..];
        }
        return text.ToString();
    }

    private static char Plain(byte escape) => escape switch
    {
        (byte)'b' => '\b',
        (byte)'f' => '\f',
        (byte)'n' => '\n',
        (byte)'r' => '\r',
        (byte)'t' => '\t',
        _ => (char)escape,
    };
}
