using System.Buffers;
using System.Net.Http.Headers;

namespace AgentGrains.Models.ChatCompletions;

/// <summary>The body of a request, in an array of the pool.</summary>
internal sealed class RequestBuffer : IBufferWriter<byte>
{
    private const int FirstBytes = 16 * 1024;

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstBytes);
    private int length;

    /// <summary>Content for one request; a redirected one needs another.</summary>
    public HttpContent ToContent() => new ReadOnlyMemoryContent(buffer.AsMemory(0, length)) { Headers = { ContentType = Json } };

    /// <summary>Gives the array back. Only after the whole answer has come: before that the transport may still be sending it.</summary>
    public void Return()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }

    public void Advance(int count) => length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return buffer.AsMemory(length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return buffer.AsSpan(length);
    }

    private void Reserve(int count)
    {
        if (buffer.Length - length >= Math.Max(count, 1))
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(buffer.Length * 2, length + count));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
