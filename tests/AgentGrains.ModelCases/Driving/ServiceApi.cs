using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using AgentGrains.Harness.Processes;

namespace AgentGrains.ModelCases.Driving;

/// <summary>Calls the HTTP API of the server.</summary>
internal sealed class ServiceApi(ServerProcess server, string key) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = server.Address, Timeout = Limits.Wait, DefaultRequestHeaders = { Authorization = new("Bearer", key) } };

    /// <summary>Sends a request and returns the answer, whatever its status is.</summary>
    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await http.SendAsync(request);
        return new ApiAnswer(response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    /// <summary>Sends a request that succeeds, and returns its body.</summary>
    public async Task<JsonElement> SucceedAsync(HttpMethod method, string path, object? body = null)
    {
        var answer = await SendAsync(method, path, body);
        Assert.True((int)answer.Status is >= 200 and < 300, $"Expected {method} {path} to succeed; the answer is {answer.Status}: {answer.Body}");
        return answer.Body;
    }

    /// <summary>The run as it is now.</summary>
    public Task<JsonElement> RunAsync(string run) => SucceedAsync(HttpMethod.Get, $"/v1/runs/{run}");

    /// <summary>Creates a run and returns its events as they come, until it ends.</summary>
    public async IAsyncEnumerable<SeenEvent> StartAsync(object run, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/runs") { Content = JsonContent.Create(run), Headers = { Accept = { new("text/event-stream") } } };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        Assert.True(response.IsSuccessStatusCode, $"Expected a run to be created; the answer is {response.StatusCode}.");
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellation))
            yield return new SeenEvent(item.EventType, JsonElement.Parse(item.Data));
    }

    /// <summary>The durable events of a run, from its first one until it ends.</summary>
    public async IAsyncEnumerable<SeenEvent> EventsAsync(string run, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var stream = await http.GetStreamAsync($"/v1/runs/{run}/events?after=-1", cancellation);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellation))
        {
            // An event without an id is not durable.
            if (item.EventId is { Length: > 0 })
                yield return new SeenEvent(item.EventType, JsonElement.Parse(item.Data));
        }
    }

    /// <summary>Waits until a run is as expected, and returns it. Reads it again at each of its events.</summary>
    /// <exception cref="TimeoutException">It was not in time.</exception>
    public async Task<JsonElement> WhenAsync(string run, string expected, Func<JsonElement, bool> matches)
    {
        using var limit = new CancellationTokenSource(Limits.Wait, TimeProvider.System);
        var last = await RunAsync(run);
        try
        {
            await foreach (var _ in EventsAsync(run, limit.Token))
            {
                last = await RunAsync(run);
                if (matches(last))
                    return last;
            }
        }
        catch (OperationCanceledException late) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException($"Expected within {Limits.Wait}: {expected}. The run is {last}", late);
        }
        last = await RunAsync(run);
        Assert.True(matches(last), $"Expected: {expected}. The run ended as {last}");
        return last;
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();
}

/// <summary>An answer of the API.</summary>
internal sealed record ApiAnswer(HttpStatusCode Status, JsonElement Body);
