using AgentGrains.Core.Models;

namespace AgentGrains.Models.OpenAI;

/// <summary>A response's body that ends with a failure where one event of it grows too large: the reader of events would hold it whole in memory.</summary>
/// <param name="inner">The body; owned.</param>
/// <param name="limitBytes">The most bytes.</param>
/// <param name="byLine">Whether each line has the limit for itself.</param>
internal sealed class LimitedStream(Stream inner, int limitBytes, bool byLine) : Stream
{
    private long read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Check(buffer.AsSpan(offset, inner.Read(buffer, offset, count)));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var length = await inner.ReadAsync(buffer, cancellationToken);
        return Check(buffer.Span[..length]);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private int Check(ReadOnlySpan<byte> piece)
    {
        var newline = byLine ? piece.LastIndexOf((byte)'\n') : -1;
        read = newline < 0 ? read + piece.Length : piece.Length - newline - 1;
        return read <= limitBytes
            ? piece.Length
            : throw new ModelException(ModelFailureKind.AnswerTooLarge, $"The model's answer has a part larger than {limitBytes} bytes.");
    }
}
