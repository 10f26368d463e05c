using System.Text;
using System.Text.RegularExpressions;
using AgentGrains.ModelCases.Driving;
using AgentGrains.ModelCases.Endpoint;
using static AgentGrains.ModelCases.Cases.Case;

namespace AgentGrains.ModelCases.Cases;

/// <summary>Forms of the event stream, and answers that are none.</summary>
internal static partial class StreamCases
{
    private const string MultiByte = "héllo wörld 😀";

    public static IEnumerable<ModelCase> All =>
    [
        Text("data-null"),
        Text("data-empty"),
        Text("ping"),
        Text("comments"),
        Text("sse-crlf") with { Adjust = WithCrLf },
        Text("sse-cr"),
        Text("sse-bom"),
        Text("sse-nospace"),
        Text("sse-multiline"),
        Text("utf8-split", MultiByte, tokens: (Answers.PromptTokens, Answers.AnswerTokens)) with { Adjust = ByteByByte },
        // The file shows each byte as a character of its own.
        Text("gzip") with { Adjust = answer => answer with { Parts = [new AnswerPart.Bytes(Bytes(answer.WithBytes(sent => Encoding.UTF8.GetString(Latin(sent)))))] } },
        Text("json-answer"),
    ];

    /// <summary>The file shows line ends as LF, but for the CR that is sent apart from its LF.</summary>
    private static RawAnswer WithCrLf(RawAnswer answer)
    {
        var afterCr = false;
        return answer.WithBytes(sent =>
        {
            var (first, rest) = afterCr ? ("\n", sent[1..]) : ("", sent);
            afterCr = sent.EndsWith('\r');
            return first + rest.Replace("\n", "\r\n", StringComparison.Ordinal);
        });
    }

    /// <summary>The file shows the first bytes of an event, each in quotation marks; the rest follows in the same way, with characters of several bytes.</summary>
    private static RawAnswer ByteByByte(RawAnswer answer)
    {
        var start = string.Concat(Quoted().Matches(Encoding.Latin1.GetString(Bytes(answer))).Select(match => match.Groups[1].Value.TrimStart('\\')));
        var rest = $$$"""ed":1,"model":"m","choices":[{"index":0,"delta":{"content":"{{{MultiByte}}}"},"finish_reason":null}]}""";
        var bytes = Encoding.UTF8.GetBytes($"{start}{rest}\n\n").Concat(Bytes(Answers.Text("")));
        return answer with { Parts = [.. bytes.Select(one => new AnswerPart.Bytes(new[] { one }))] };
    }

    private static byte[] Bytes(RawAnswer answer) => [.. answer.Parts.OfType<AnswerPart.Bytes>().SelectMany(part => part.Content.ToArray())];

    private static byte[] Latin(string sent) => Encoding.Latin1.GetBytes(sent);

    [GeneratedRegex("""(?<=^|\|)"(\\?.)"\|""")]
    private static partial Regex Quoted();
}
