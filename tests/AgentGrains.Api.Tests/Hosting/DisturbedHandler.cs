using System.Net;
using System.Net.Sockets;

namespace AgentGrains.Api.Tests.Hosting;

/// <summary>A network that loses requests and answers, and cuts streams off.</summary>
internal sealed class DisturbedHandler : DelegatingHandler
{
    public DisturbedHandler()
        : base(new SocketsHttpHandler())
    {
    }

    /// <summary>Requests that do not arrive.</summary>
    public int LoseRequests { get; set; }

    /// <summary>Requests whose connection is lost in the moment it is made.</summary>
    public int LoseConnections { get; set; }

    /// <summary>Requests that arrive and whose answers do not.</summary>
    public int LoseAnswers { get; set; }

    /// <summary>Requests that are answered 503.</summary>
    public int RefuseRequests { get; set; }

    /// <summary>After how many bytes a stream of events is cut off; null leaves it.</summary>
    public int? CutEventsAfterBytes { get; set; }

    /// <summary>How many requests were sent.</summary>
    public int Sent { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Sent++;
        if (LoseConnections-- > 0)
            throw new SocketException((int)SocketError.NotConnected);
        if (LoseRequests-- > 0)
            throw new HttpRequestException("The connection is lost.");
        if (RefuseRequests-- > 0)
            return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        var response = await base.SendAsync(request, cancellationToken);
        if (LoseAnswers-- > 0)
        {
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            response.Dispose();
            throw new HttpRequestException("The answer is lost.");
        }
        if (CutEventsAfterBytes is { } bytes && response.Content.Headers.ContentType?.MediaType == "text/event-stream")
            response.Content = new StreamContent(new CutStream(await response.Content.ReadAsStreamAsync(cancellationToken), bytes));
        return response;
    }

    private sealed class CutStream(Stream inner, int left) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (left <= 0)
                throw new IOException("The stream is cut off.");
            var read = await inner.ReadAsync(buffer[..Math.Min(left, buffer.Length)], cancellationToken);
            left -= read;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

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
    }
}
