using System.Net;
using System.Text;

namespace AgentGrains.Api.Tests.Hosting;

/// <summary>Answers each request with the next of a list, and keeps what was sent. One request more than the list has is an error.</summary>
internal sealed class ScriptedNetwork(params Func<HttpResponseMessage>[] answers) : HttpMessageHandler
{
    /// <summary>What was sent: method, path with query, Idempotency-Key and Last-Event-ID.</summary>
    public List<(HttpMethod Method, string Path, string? Key, string? LastEventId)> Sent { get; } = [];

    public static Func<HttpResponseMessage> AnswerJson(string body) => Answer(HttpStatusCode.OK, body, "application/json");

    public static Func<HttpResponseMessage> Answer(HttpStatusCode status, string body = "", string type = "text/html", string? retryAfter = null) => () =>
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8, type) };
        if (retryAfter is not null)
            response.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
        return response;
    };

    /// <summary>A connection that is reset before an answer comes.</summary>
    public static HttpResponseMessage Reset() => throw new HttpRequestException("The connection was reset.");

    /// <summary>An answer whose connection is reset after a part of its body.</summary>
    public static Func<HttpResponseMessage> Broken(string part, string type = "text/event-stream") => () => Body(new BrokenStream(Encoding.UTF8.GetBytes(part)), type);

    /// <summary>An answer whose body ends where it should.</summary>
    public static Func<HttpResponseMessage> Streamed(string text) => () => Body(new MemoryStream(Encoding.UTF8.GetBytes(text)), "text/event-stream");

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Sent.Add((request.Method, request.RequestUri!.PathAndQuery, Header(request, "Idempotency-Key"), Header(request, "Last-Event-ID")));
        return Task.FromResult(answers[Sent.Count - 1]());
    }

    private static string? Header(HttpRequestMessage request, string name) => request.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    private static HttpResponseMessage Body(Stream stream, string type)
    {
        var content = new StreamContent(stream);
        content.Headers.ContentType = new(type);
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
    }

    private sealed class BrokenStream(byte[] part) : MemoryStream(part)
    {
        public override int Read(Span<byte> buffer) => Check(base.Read(buffer));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Check(await base.ReadAsync(buffer, cancellationToken));

        private static int Check(int read) => read > 0 ? read : throw new IOException("The connection was reset.");
    }
}
