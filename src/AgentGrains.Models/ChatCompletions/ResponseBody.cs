using System.IO.Compression;
using AgentGrains.Core.Models;

namespace AgentGrains.Models.ChatCompletions;

/// <summary>The body of an answer: unpacked, its first bytes to look at, and with a limit on what a server can make the process hold.</summary>
/// <remarks>Ends with a blank line, so that the last event of a stream counts even if the server left that out.</remarks>
internal sealed class ResponseBody(Stream content, AttemptClock clock, int limitBytes) : Stream
{
    private const int PeekedBytes = 512;

    private static readonly byte[] Blanks = [.. "\uFEFF \r\n\t"u8];

    private readonly byte[] peeked = new byte[PeekedBytes];
    private int start;
    private int end;
    private bool hasEnded;
    private long held;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Opens the body of an answer.</summary>
    /// <exception cref="ModelException">It is packed in a way that is not known.</exception>
    public static async Task<ResponseBody> OpenAsync(HttpResponseMessage response, string model, AttemptClock clock, int limitBytes)
    {
        var stream = await response.Content.ReadAsStreamAsync(clock.Token);
        foreach (var encoding in response.Content.Headers.ContentEncoding.Reverse())
        {
            stream = Unpack(stream, encoding.ToLowerInvariant())
                ?? throw new ModelException(ModelFailureKind.BadAnswer, $"Model '{model}' answered with content encoding '{encoding}', which was not asked for and is not known.");
        }
        return new ResponseBody(stream, clock, limitBytes);
    }

    /// <summary>The first bytes, without blanks and a byte order mark before them; empty if there are no others. Reading starts with the very first byte all the same.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> PeekAsync()
    {
        while (true)
        {
            var visible = peeked.AsMemory(start, end - start).TrimStart(Blanks);
            if (!visible.IsEmpty)
                return visible;
            // Blanks that keep a connection open mean nothing to any reader of the body.
            if (end == peeked.Length)
                end = 0;
            var length = await ReadContentAsync(peeked.AsMemory(end));
            if (length == 0)
                return visible;
            end += length;
        }
    }

    /// <summary>What was read so far has been dealt with and is not held any more.</summary>
    public void Release() => held = 0;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (start < end)
        {
            var length = Math.Min(buffer.Length, end - start);
            peeked.AsSpan(start, length).CopyTo(buffer.Span);
            start += length;
            return length;
        }
        if (!hasEnded)
        {
            var length = await ReadContentAsync(buffer);
            if (length > 0)
                return length;
        }
        return 0;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Bodies are read asynchronously.");

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            content.Dispose();
        base.Dispose(disposing);
    }

    private static Stream? Unpack(Stream packed, string encoding) => encoding switch
    {
        "gzip" or "x-gzip" => new GZipStream(packed, CompressionMode.Decompress),
        "deflate" => new ZLibStream(packed, CompressionMode.Decompress),
        "br" => new BrotliStream(packed, CompressionMode.Decompress),
        // Not encodings, but proxies send them.
        "identity" or "none" or "utf-8" or "utf8" => packed,
        _ => null,
    };

    private async ValueTask<int> ReadContentAsync(Memory<byte> buffer)
    {
        if (hasEnded)
            return 0;
        var length = await content.ReadAsync(buffer, clock.Token);
        clock.Heard();
        held += length;
        if (held > limitBytes)
            throw new ModelException(ModelFailureKind.AnswerTooLarge, $"The model's answer has a part larger than {limitBytes} bytes.");
        if (length > 0)
            return length;
        hasEnded = true;
        var last = "\n\n"u8;
        if (buffer.Length < last.Length)
            return 0;
        last.CopyTo(buffer.Span);
        return last.Length;
    }
}
