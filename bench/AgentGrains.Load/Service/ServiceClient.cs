using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace AgentGrains.Load.Service;

/// <summary>A client that costs next to nothing, because it shares its cores with the server it measures.</summary>
internal sealed class ServiceClient : IDisposable
{
    /// <summary>The key of every server that the bench starts.</summary>
    public const string Key = "bench-key";

    private static readonly AuthenticationHeaderValue Authorization = new("Bearer", Key);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler
    {
        ActivityHeadersPropagator = null, AllowAutoRedirect = false, UseCookies = false, UseProxy = false, MaxConnectionsPerServer = int.MaxValue,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5),
    });

    private readonly Uri address;
    private readonly Uri runs;

    public ServiceClient(Uri address) => (this.address, runs) = (address, new Uri(address, "/v1/runs"));

    /// <summary>Whether the server takes new runs.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellation)
    {
        try
        {
            using var response = await SendAsync(HttpMethod.Get, new Uri(address, "/health/ready"), null, cancellation);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // The service does not listen yet.
            return false;
        }
    }

    /// <summary>Defines an agent.</summary>
    public async Task PutAgentAsync(string name, string definition, CancellationToken cancellation)
    {
        using var response = await SendAsync(HttpMethod.Put, new Uri(address, $"/v1/agents/{name}"), Encoding.UTF8.GetBytes(definition), cancellation);
        await RequireAsync(response, HttpStatusCode.Created, cancellation);
    }

    /// <summary>Makes a run and waits until it has the wanted status, which is looked for in the answer's bytes.</summary>
    public async Task RunAsync(byte[] request, ReadOnlyMemory<byte> wantedStatus, byte[] buffer, CancellationToken cancellation)
    {
        using var message = Message(HttpMethod.Post, runs, request);
        message.Headers.TryAddWithoutValidation("Prefer", "wait=60");
        using var response = await http.SendAsync(message, cancellation);
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        if (response.StatusCode != HttpStatusCode.OK || buffer.AsSpan(0, read).IndexOf(wantedStatus.Span) < 0)
            throw new InvalidOperationException($"A run was answered with {response.StatusCode}: {Encoding.UTF8.GetString(buffer, 0, read)}");
    }

    /// <summary>Makes a run; answers at once, or when it has settled where the client is to wait.</summary>
    public async Task<StartedRun> StartRunAsync(byte[] request, bool wait, CancellationToken cancellation)
    {
        using var message = Message(HttpMethod.Post, runs, request);
        if (wait)
            message.Headers.TryAddWithoutValidation("Prefer", "wait=60");
        using var response = await http.SendAsync(message, cancellation);
        await RequireAsync(response, wait ? HttpStatusCode.OK : HttpStatusCode.Accepted, cancellation);
        using var run = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellation));
        return new StartedRun(run.RootElement.GetProperty("id").GetString()!, run.RootElement.GetProperty("session").GetString()!);
    }

    /// <summary>Opens a session and answers its id.</summary>
    public async Task<string> OpenSessionAsync(string agent, CancellationToken cancellation)
    {
        using var response = await SendAsync(HttpMethod.Post, new Uri(address, "/v1/sessions"), Encoding.UTF8.GetBytes($$"""{"agent":"{{agent}}"}"""), cancellation);
        await RequireAsync(response, HttpStatusCode.Created, cancellation);
        using var session = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellation));
        return session.RootElement.GetProperty("id").GetString()!;
    }

    /// <summary>The events of a run or a session, such as <c>runs/run_…</c>, after a position; the answer's body is the stream.</summary>
    public async Task<HttpResponseMessage> OpenEventsAsync(string of, long after, CancellationToken cancellation)
    {
        var response = await SendAsync(HttpMethod.Get, new Uri(address, $"/v1/{of}/events?after={after}"), null, cancellation);
        await RequireAsync(response, HttpStatusCode.OK, cancellation);
        return response;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri uri, byte[]? body, CancellationToken cancellation)
    {
        using var message = Message(method, uri, body);
        return await http.SendAsync(message, cancellation);
    }

    private static HttpRequestMessage Message(HttpMethod method, Uri uri, byte[]? body)
    {
        var message = new HttpRequestMessage(method, uri);
        message.Headers.Authorization = Authorization;
        if (body is not null)
            message.Content = new ByteArrayContent(body) { Headers = { ContentType = Json } };
        return message;
    }

    private static async Task RequireAsync(HttpResponseMessage response, HttpStatusCode wanted, CancellationToken cancellation)
    {
        if (response.StatusCode != wanted)
            throw new InvalidOperationException($"{response.StatusCode} where {wanted} was wanted: {await response.Content.ReadAsStringAsync(cancellation)}");
    }

    public void Dispose() => http.Dispose();
}

/// <summary>A run that was made.</summary>
/// <param name="Id">The run's id.</param>
/// <param name="Session">Its session's id.</param>
internal sealed record StartedRun(string Id, string Session);
