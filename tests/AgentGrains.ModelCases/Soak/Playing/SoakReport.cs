using System.Globalization;
using System.IO.Compression;
using System.Text;
using AgentGrains.ModelCases.Checks;
using AgentGrains.ModelCases.Endpoint;

namespace AgentGrains.ModelCases.Soak.Playing;

/// <summary>Describes a conversation that failed: its seed, what it violates, and the bytes that its endpoint sent.</summary>
internal static class SoakReport
{
    /// <summary>The description.</summary>
    public static string Of(SoakConversation conversation, IEnumerable<string> violations)
    {
        var report = new StringBuilder();
        report.Append(CultureInfo.InvariantCulture, $"Seed {conversation.Seed} (AGENTGRAINS_SOAK_SEED={conversation.Seed} AGENTGRAINS_SOAK_COUNT=1):\n");
        foreach (var violation in violations)
            report.Append(CultureInfo.InvariantCulture, $"- {violation}\n");
        report.Append(CultureInfo.InvariantCulture, $"Executed: {string.Join("; ", conversation.Executed.Select(ExpectedCall.Of))}\n");
        if (conversation.Runs.SelectMany(run => run.Requests).LastOrDefault() is { } last)
            report.Append(CultureInfo.InvariantCulture, $"In the history: {string.Join("; ", WireCall.Of(last).Select(call => $"{call.Id} {call.Name} {call.Arguments} -> {call.Result}"))}\n");
        foreach (var (i, answer) in conversation.Answers.Index())
        {
            report.Append(CultureInfo.InvariantCulture, $"Answer {i + 1}, {answer.Meaning.Verdict}: {answer.Kinds}; asked for: {string.Join("; ", answer.Meaning.Calls)}\n");
            report.Append(CultureInfo.InvariantCulture, $"{answer.Sent.Head}\n\n{Bytes(answer.Sent)}\n");
        }
        return report.ToString();
    }

    /// <summary>The body as text, with its line ends and its bytes that are no UTF-8 shown as escapes.</summary>
    private static string Bytes(RawAnswer sent)
    {
        var bytes = sent.Parts.OfType<AnswerPart.Bytes>().SelectMany(part => part.Content.ToArray()).ToArray();
        using Stream packed = new MemoryStream(bytes);
        using var body = sent.Head switch
        {
            var head when head.Contains("Encoding: gzip", StringComparison.Ordinal) => new GZipStream(packed, CompressionMode.Decompress),
            var head when head.Contains("Encoding: deflate", StringComparison.Ordinal) => new ZLibStream(packed, CompressionMode.Decompress),
            var head when head.Contains("Encoding: br", StringComparison.Ordinal) => new BrotliStream(packed, CompressionMode.Decompress),
            _ => packed,
        };
        return new StreamReader(body).ReadToEnd().Replace("\r", "\\r", StringComparison.Ordinal).Replace("\ufeff", "\\ufeff", StringComparison.Ordinal);
    }
}
