using System.Globalization;
using System.Text;

namespace AgentGrains.ModelCases.Soak;

/// <summary>Writes JSON that no serializer would write.</summary>
internal static class JsonText
{
    /// <summary>A text as JSON. A half of a surrogate pair is escaped.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isAscii">Whether every character outside ASCII is escaped, too.</param>
    public static string Of(string text, bool isAscii = false)
    {
        var json = new StringBuilder("\"");
        for (var i = 0; i < text.Length; i++)
        {
            var isPair = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]);
            if (isPair && !isAscii)
                json.Append(text[i++]).Append(text[i]);
            else
                Append(json, text[i], isAscii);
        }
        return json.Append('"').ToString();
    }

    /// <summary>An object of members that are JSON; a member without a value is left out.</summary>
    public static string Object(params IEnumerable<(string Name, string? Json)> members) =>
        $"{{{string.Join(',', members.Where(member => member.Json is not null).Select(member => $"{Of(member.Name)}:{member.Json}"))}}}";

    private static void Append(StringBuilder json, char sign, bool isAscii)
    {
        if (sign is '"' or '\\')
            json.Append('\\').Append(sign);
        else if (sign == '\n')
            json.Append("\\n");
        else if (sign < ' ' || char.IsSurrogate(sign) || (isAscii && sign > '~'))
            json.Append(CultureInfo.InvariantCulture, $"\\u{(int)sign:x4}");
        else
            json.Append(sign);
    }
}
