using System.Text.Json;

namespace AgentGrains.Api.Tests.Hosting;

/// <summary>Reads a stream of server-sent events as it comes.</summary>
internal sealed class EventReader(HttpResponseMessage response) : IDisposable
{
    private StreamReader? reader;

    public HttpResponseMessage Response => response;

    public static async Task<EventReader> OpenAsync(ApiHost host, string path, params (string Name, string Value)[] headers)
    {
        var response = await host.GetAsync(path, headers);
        Assert.True(response.IsSuccessStatusCode, response.IsSuccessStatusCode ? null : await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return new EventReader(response);
    }

    /// <summary>The next event; null at the end of the stream. A comment is an event of the type <c>:</c>.</summary>
    public async Task<SentEvent?> NextAsync()
    {
        reader ??= new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var sent = new SentEvent(null, "", default);
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.Length == 0)
                return sent;
            var value = line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..];
            sent = line[..^(value.Length + 2)] switch
            {
                "id" => sent with { Id = value },
                "event" => sent with { Type = value },
                "data" => sent with { Body = JsonElement.Parse(value) },
                _ => sent with { Type = ":" },
            };
        }
        return null;
    }

    /// <summary>All events to the end of the stream.</summary>
    public async Task<List<SentEvent>> RestAsync()
    {
        var events = new List<SentEvent>();
        while (await NextAsync() is { } next)
            events.Add(next);
        return events;
    }

    public void Dispose() => response.Dispose();
}

/// <summary>One event.</summary>
/// <param name="Id">Its id; null for what is not durable.</param>
/// <param name="Type">Its type.</param>
/// <param name="Body">What it says.</param>
internal sealed record SentEvent(string? Id, string Type, JsonElement Body);
