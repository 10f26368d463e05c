using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace AgentGrains.Harness.Replay.Driving;

/// <summary>
/// Calls a service's HTTP API as a client that outlives the service: a request without an answer, or with a retryable one, is sent again under
/// the same Idempotency-Key. It retries what <c>AgentGrains.Client</c> retries, but for as long as it takes.
/// </summary>
public sealed class PatientClient(IService service, string key) : IDisposable
{
    private const string InFlight = "AG2001";

    private static readonly TimeSpan LeastDelay = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient http = new() { BaseAddress = service.Address, Timeout = TimeSpan.FromSeconds(90), DefaultRequestHeaders = { Authorization = new("Bearer", key) } };
    private readonly ConcurrentQueue<string> refusals = [];
    private int requests;
    private int losses;

    /// <summary>Requests that were sent, each as often as it was sent.</summary>
    public int Requests => Volatile.Read(ref requests);

    /// <summary>Requests that were answered with a failure that may pass, each with what the answer said.</summary>
    public IReadOnlyCollection<string> Refusals => refusals;

    /// <summary>Requests that got no answer.</summary>
    public int Losses => Volatile.Read(ref losses);

    /// <summary>Requests that were sent again.</summary>
    public int Retries => Refusals.Count + Losses;

    /// <summary>Puts a definition.</summary>
    public Task<JsonElement> PutAsync(string path, object body, CancellationToken cancellation) =>
        SendAsync(() => new HttpRequestMessage(HttpMethod.Put, path) { Content = Content(body) }, cancellation);

    /// <summary>Posts a request that may be executed once, however often it is sent.</summary>
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
        Interlocked.Increment(ref requests);
        try
        {
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (response.IsSuccessStatusCode)
                return response;
            using (response)
                await ComeAgainAsync(request, response, cancellation);
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException or SocketException)
        {
            Interlocked.Increment(ref losses);
            await service.WhenReadyAsync(cancellation);
        }
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task<JsonElement> SendAsync(Func<HttpRequestMessage> make, CancellationToken cancellation)
    {
        while (true)
        {
            using var request = make();
            Interlocked.Increment(ref requests);
            try
            {
                using var response = await http.SendAsync(request, cancellation);
                if (response.IsSuccessStatusCode)
                    return await response.Content.ReadFromJsonAsync<JsonElement>(cancellation);
                await ComeAgainAsync(request, response, cancellation);
            }
            catch (Exception lost) when (lost is IOException or SocketException or HttpRequestException { StatusCode: null })
            {
                Interlocked.Increment(ref losses);
                await service.WhenReadyAsync(cancellation);
            }
        }
    }

    /// <summary>Waits as long as the answer asks for, where the same request may succeed then.</summary>
    /// <exception cref="RefusedException">It may not.</exception>
    private async Task ComeAgainAsync(HttpRequestMessage request, HttpResponseMessage response, CancellationToken cancellation)
    {
        var after = response.Headers.RetryAfter?.Delta;
        var said = $"{request.Method} {request.RequestUri} was answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellation)}";
        if (!MayPass(response.StatusCode, after, said))
            throw new RefusedException($"{said}\nThe service wrote:\n{service.Output}", said);
        refusals.Enqueue(said);
        await Task.Delay(after > LeastDelay ? after.Value : LeastDelay, TimeProvider.System, cancellation);
        await service.WhenReadyAsync(cancellation);
    }

    private static bool MayPass(HttpStatusCode status, TimeSpan? retryAfter, string said) => status switch
    {
        HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests => true,
        HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => true,
        _ => (status >= HttpStatusCode.InternalServerError && retryAfter is not null) || said.Contains(InFlight, StringComparison.Ordinal),
    };

    private static JsonContent Content(object body) => JsonContent.Create(body, options: WireJson.Options);
}

/// <summary>A request was refused for good.</summary>
/// <param name="message">What was said, and by which service.</param>
/// <param name="said">What was said.</param>
public sealed class RefusedException(string message, string said) : Exception(message)
{
    /// <summary>Whether it was refused for a reason.</summary>
    public bool Is(Core.Errors.ErrorCode code) => said.Contains($"\"code\":\"{code}\"", StringComparison.Ordinal);
}
