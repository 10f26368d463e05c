using System.Text;

namespace AgentGrains.ModelCases.Soak.Generation;

/// <summary>Makes texts of a model and cuts them into pieces of messages.</summary>
internal sealed class TextPieces(Chance chance, bool isAscii)
{
    private const int MostPieces = 8;

    private static readonly string[] Words =
        ["It is sunny", "caf\u00e9", "\U0001F600", "\u6771\u4eac \U00020BB7", "line\nbreak", "\"quoted\"", "back\\slash", "data: [DONE]", "{\"a\":1}", "<b>", "tab\t", "e\u0301", "\u0000", "\u2028"];

    /// <summary>A text of some words that no other answer has.</summary>
    public string Next(int number)
    {
        var text = new StringBuilder(chance.Weighted((85, ""), (10, "\n\n"), (5, " \n")));
        text.Append(string.Join(' ', Enumerable.Range(0, chance.Number(1, 6)).Select(_ => chance.One(Words)))).Append(" #").Append(number);
        if (!isAscii && chance.Happens(3))
            text.Append(Transport.NoUtf8);
        if (chance.Happens(5))
            text.Insert(chance.Number(0, text.Length), chance.One('\ud83d', '\ude00'));
        return text.ToString();
    }

    /// <summary>The text with U+FFFD for each half of a surrogate pair without the other, and for a byte that is no UTF-8.</summary>
    public static string Repaired(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace(Transport.NoUtf8, '\ufffd');

    /// <summary>Pieces of a message with the text.</summary>
    public IEnumerable<string> Deltas(string text)
    {
        var form = chance.Number(0, 9);
        foreach (var piece in chance.Cut(text, MostPieces))
        {
            var json = JsonText.Of(piece, isAscii);
            var content = form switch
            {
                0 => $"[{{\"type\":\"text\",\"text\":{json}}}]",
                1 => $"[{{\"type\":\"thinking\",\"thinking\":[{{\"type\":\"text\",\"text\":\"hm\"}}]}},{{\"type\":\"text\",\"text\":{json}}}]",
                2 => $"[{json}]",
                _ => json,
            };
            yield return chance.Happens(10) ? $"{{\"role\":\"assistant\",\"content\":{content},\"tool_calls\":[],\"refusal\":null}}" : $"{{\"content\":{content}}}";
        }
    }
}
