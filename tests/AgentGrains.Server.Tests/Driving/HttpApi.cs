using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using AgentGrains.Harness.Processes;

namespace AgentGrains.Server.Tests.Driving;

/// <summary>Calls the server's HTTP API.</summary>
internal sealed class HttpApi(ServerProcess server, string? key = "test-key") : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ProbeEvery = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient http = new()
    {
        BaseAddress = server.Address, DefaultRequestHeaders = { Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key) },
    };

    /// <summary>Sends a request and gives its answer, whatever that is.</summary>
    public async Task<HttpAnswer> SendAsync(HttpMethod method, string path, object? body = null, string? prefer = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (prefer is not null)
            request.Headers.Add("Prefer", prefer);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return new HttpAnswer(response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken), response.Headers.RetryAfter?.Delta);
    }

    /// <summary>Asks a probe until it answers as wished, and gives that answer.</summary>
    public async Task<HttpAnswer> WhenAsync(string probe, string expected, Func<HttpAnswer, bool> matches)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await SendAsync(HttpMethod.Get, $"/health/{probe}");
            if (matches(answer))
                return answer;
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
                throw new TimeoutException($"Expected of /health/{probe} within {Patience}: {expected}. It answered {answer.Status} {answer.Body}");
            await Task.Delay(ProbeEvery, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The first line of a stream.</summary>
    public async Task<string?> FirstLineAsync(string path)
    {
        await using var stream = await http.GetStreamAsync(path, TestContext.Current.CancellationToken);
        using var lines = new StreamReader(stream);
        return await lines.ReadLineAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits for the end of a run and gives it.</summary>
    public async Task<JsonElement> EndOfAsync(string run)
    {
        // The stream of a run ends with the run.
        await http.GetStringAsync($"/v1/runs/{run}/events", TestContext.Current.CancellationToken);
        return (await SendAsync(HttpMethod.Get, $"/v1/runs/{run}")).Body;
    }

    /// <summary>Defines an agent with one tool at an address, called by saying its name.</summary>
    public async Task DefineAsync(string agent, string tool, Uri url)
    {
        var definition = new { model = "default", tools = new[] { new { type = "http", name = tool, url = url.ToString(), effect = "idempotent" } } };
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(HttpMethod.Put, $"/v1/agents/{agent}", definition)).Status);
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();
}

/// <summary>An answer of the API.</summary>
internal sealed record HttpAnswer(HttpStatusCode Status, JsonElement Body, TimeSpan? RetryAfter = null)
{
    /// <summary>A text of its body.</summary>
    public string Text(string name) => Body.GetProperty(name).GetString()!;
}
