using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AgentGrains.Load.Doubles;

/// <summary>A streamed answer of chat completions, written once.</summary>
internal sealed class StreamedAnswer
{
    private readonly List<ReadOnlyMemory<byte>> plain = [];
    private readonly List<ReadOnlyMemory<byte>> withUsage;

    private StreamedAnswer(IEnumerable<string> deltas, string finishReason)
    {
        foreach (var delta in deltas)
            plain.Add(Event($$"""[{"index":0,"delta":{{delta}},"logprobs":null,"finish_reason":null}]""", "null"));
        plain.Add(Event($$"""[{"index":0,"delta":{},"logprobs":null,"finish_reason":"{{finishReason}}"}]""", "null"));
        ReadOnlyMemory<byte> done = "data: [DONE]\n\n"u8.ToArray();
        withUsage = [.. plain, Event("[]", """{"prompt_tokens":200,"completion_tokens":50,"total_tokens":250}"""), done];
        plain.Add(done);
    }

    /// <summary>An answer of text.</summary>
    /// <param name="chunks">How many chunks it has.</param>
    /// <param name="chunkLength">Characters of a chunk.</param>
    public static StreamedAnswer Text(int chunks, int chunkLength)
    {
        const string Words = "the quick brown fox jumps over the lazy dog ";
        var text = string.Concat(Enumerable.Repeat(Words, chunks * chunkLength / Words.Length + 1));
        var pieces = Pieces(text[..(chunks * chunkLength)], chunkLength).Select(piece => $$"""{"content":"{{piece}}"}""");
        return new StreamedAnswer(pieces.Prepend("""{"role":"assistant","content":""}"""), "stop");
    }

    /// <summary>An answer that calls one tool.</summary>
    public static StreamedAnswer ToolCall(string id, string tool, string arguments, int chunkLength)
    {
        var start = $$$"""{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"{{{id}}}","type":"function","function":{"name":"{{{tool}}}","arguments":""}}]}""";
        var pieces = Pieces(arguments, chunkLength).Select(piece => $$$"""{"tool_calls":[{"index":0,"function":{"arguments":"{{{Escaped(piece)}}}"}}]}""");
        return new StreamedAnswer(pieces.Prepend(start), "tool_calls");
    }

    /// <summary>The events of the stream, in order.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Events(bool includeUsage) => includeUsage ? withUsage : plain;

    private static IEnumerable<string> Pieces(string text, int length) => text.Chunk(length).Select(piece => new string(piece));

    // As providers do it: a quote is \" and not \u0022.
    private static JsonEncodedText Escaped(string text) => JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

    private static ReadOnlyMemory<byte> Event(string choices, string usage) => Encoding.ASCII.GetBytes(
        $$"""
        data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"m","system_fingerprint":"fp_1","choices":{{choices}},"usage":{{usage}}}


        """);
}
