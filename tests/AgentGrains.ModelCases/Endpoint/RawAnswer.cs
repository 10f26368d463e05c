using System.Text;
using System.Text.RegularExpressions;

namespace AgentGrains.ModelCases.Endpoint;

/// <summary>One HTTP answer, byte by byte.</summary>
/// <param name="Head">The status line and the headers, with LF between them; empty if the connection is closed without an answer.</param>
/// <param name="Parts">The body, without chunk sizes.</param>
/// <param name="StaysOpen">Whether the connection stays open after the last part until the client closes it. The last chunk is then never sent.</param>
internal sealed record RawAnswer(string Head, IReadOnlyList<AnswerPart> Parts, bool StaysOpen = false)
{
    private static readonly byte[] LineEnd = "\r\n"u8.ToArray();
    private static readonly byte[] LastChunk = "0\r\n\r\n"u8.ToArray();

    /// <summary>Whether the connection ends after the last part although more is announced: the last chunk is never sent.</summary>
    public bool IsCut { get; init; }

    private bool IsChunked => Head.Contains("Transfer-Encoding: chunked", StringComparison.Ordinal);

    /// <summary>Replaces the value of a header.</summary>
    public RawAnswer WithHeader(string name, string value)
    {
        var replaced = Regex.Replace(Head, $"(?m)^{Regex.Escape(name)}: .*$", $"{name}: {value}");
        return replaced == Head ? throw new ArgumentException($"The answer has no other header {name}: {Head}", nameof(name)) : this with { Head = replaced };
    }

    /// <summary>The same answer in less time.</summary>
    public RawAnswer WithPausesDividedBy(int divisor) =>
        this with { Parts = [.. Parts.Select(part => part is AnswerPart.Pause pause ? new AnswerPart.Pause(pause.Duration / divisor) : part)] };

    /// <summary>Changes the bytes of each part. They are given as characters from 0 to 255, and returned as such.</summary>
    public RawAnswer WithBytes(Func<string, string> change) =>
        this with { Parts = [.. Parts.Select(part => part is AnswerPart.Bytes bytes ? Latin(change(Encoding.Latin1.GetString(bytes.Content.Span))) : part)] };

    /// <summary>Sends the answer. Returns when all of it is sent.</summary>
    /// <exception cref="IOException">The client closed the connection before.</exception>
    public async Task WriteAsync(Stream stream, CancellationToken cancellation)
    {
        if (Head.Length > 0)
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{Head.ReplaceLineEndings("\r\n")}\r\n\r\n"), cancellation);
        foreach (var part in Parts)
        {
            if (part is AnswerPart.Pause pause)
                await Task.Delay(pause.Duration, TimeProvider.System, cancellation);
            else if (part is AnswerPart.Bytes { Content: { IsEmpty: false } content })
                await stream.WriteAsync(IsChunked ? Chunk(content) : content, cancellation);
        }
        if (IsChunked && !StaysOpen && !IsCut)
            await stream.WriteAsync(LastChunk, cancellation);
    }

    private static byte[] Chunk(ReadOnlyMemory<byte> content) => [.. Encoding.ASCII.GetBytes($"{content.Length:x}"), .. LineEnd, .. content.Span, .. LineEnd];

    private static AnswerPart.Bytes Latin(string bytes) => new(Encoding.Latin1.GetBytes(bytes));
}
