using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using AgentGrains.Testing.Processes;

namespace AgentGrains.Replay.Driving;

/// <summary>Calls the server's HTTP API as a client does that outlives the server: what got no answer is sent again under the same Idempotency-Key.</summary>
internal sealed class Api(ServerProcess server, string key) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = server.Address, Timeout = TimeSpan.FromSeconds(90), DefaultRequestHeaders = { Authorization = new("Bearer", key) } };
    private int retries;

    /// <summary>Requests that were sent again.</summary>
    public int Retries => Volatile.Read(ref retries);

    /// <summary>Puts a definition.</summary>
    public Task<JsonElement> PutAsync(string path, object body, CancellationToken cancellation) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Put, path) { Content = Content(body) }, cancellation);

    /// <summary>Posts something that may be carried out once, however often it is sent.</summary>
    public Task<JsonElement> PostAsync(string path, object body, string idempotencyKey, CancellationToken cancellation) => SendAsync(
        () =>
        {
            var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Content(body) };
            request.Headers.Add("Idempotency-Key", idempotencyKey);
            request.Headers.Add("Prefer", "wait=30");
            return request;
        },
        cancellation);

    /// <summary>Reads something.</summary>
    public Task<JsonElement> GetAsync(string path, CancellationToken cancellation) => SendAsync(() => new HttpRequestMessage(HttpMethod.Get, path), cancellation);

    /// <summary>Opens a stream of events; null where the server was not there.</summary>
    public async Task<HttpResponseMessage?> TryOpenEventsAsync(string path, long after, bool asHeader, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, asHeader ? path : $"{path}?after={after}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (asHeader && after >= 0)
            request.Headers.Add("Last-Event-ID", $"{after}");
        try
        {
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (response.IsSuccessStatusCode)
                return response;
            using (response)
                return await MayComeAgainAsync(response, cancellation) ? null : throw await RefusedAsync(request, response, cancellation);
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException or SocketException)
        {
            await server.WhenReadyAsync(cancellation);
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task<JsonElement> SendAsync(Func<HttpRequestMessage> make, CancellationToken cancellation)
    {
        while (true)
        {
            using var request = make();
            try
            {
                using var response = await http.SendAsync(request, cancellation);
                if (response.IsSuccessStatusCode)
                    return await response.Content.ReadFromJsonAsync<JsonElement>(cancellation);
                if (!await MayComeAgainAsync(response, cancellation))
                    throw await RefusedAsync(request, response, cancellation);
            }
            catch (Exception lost) when (lost is IOException or SocketException or HttpRequestException { StatusCode: null })
            {
                await server.WhenReadyAsync(cancellation);
            }
            Interlocked.Increment(ref retries);
        }
    }

    /// <summary>Whether the server asked to come again, and the time it asked for is over.</summary>
    private async Task<bool> MayComeAgainAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.StatusCode != HttpStatusCode.ServiceUnavailable)
            return false;
        await Task.Delay(response.Headers.RetryAfter?.Delta ?? TimeSpan.Zero, TimeProvider.System, cancellation);
        await server.WhenReadyAsync(cancellation);
        return true;
    }

    private async Task<InvalidOperationException> RefusedAsync(HttpRequestMessage request, HttpResponseMessage response, CancellationToken cancellation) =>
        new($"{request.Method} {request.RequestUri} was answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellation)}\nThe server wrote:\n{server.Output}");

    private static JsonContent Content(object body) => JsonContent.Create(body, options: WireJson.Options);
}
