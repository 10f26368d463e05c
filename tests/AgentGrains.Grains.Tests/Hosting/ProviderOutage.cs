using System.Collections.Concurrent;
using AgentGrains.Testing.Doubles;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace AgentGrains.Grains.Tests.Hosting;

/// <summary>A provider of chat completions that answers 503 until a time of a test's clock, and then each call.</summary>
internal sealed class ProviderOutage : IAsyncDisposable
{
    private readonly ConcurrentQueue<DateTimeOffset> calls = [];
    private readonly TimeProvider time;
    private readonly DateTimeOffset until;
    private HttpDouble? server;

    private ProviderOutage(TimeProvider time, DateTimeOffset until) => (this.time, this.until) = (time, until);

    /// <summary>When calls came during the outage.</summary>
    public IReadOnlyList<DateTimeOffset> Calls => [.. calls];

    public static async Task<ProviderOutage> StartAsync(TimeProvider time, TimeSpan duration)
    {
        var outage = new ProviderOutage(time, time.GetUtcNow() + duration);
        outage.server = await HttpDouble.StartAsync(outage.AnswerAsync);
        return outage;
    }

    /// <summary>The provider as the configured model <c>default</c>.</summary>
    public IConfiguration AsDefaultModel() => new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["AgentGrains:Models:default:Provider"] = "openai",
        ["AgentGrains:Models:default:Endpoint"] = new Uri(server!.Address, "v1").ToString(),
        ["AgentGrains:Models:default:Model"] = "gpt-test",
    }).Build();

    public ValueTask DisposeAsync() => server!.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var now = time.GetUtcNow();
        if (now < until)
        {
            calls.Enqueue(now);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync(
            """
            data: {"id":"c","model":"gpt-test","choices":[{"index":0,"delta":{"content":"Back again."}}]}

            data: {"id":"c","model":"gpt-test","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}

            data: [DONE]


            """.ReplaceLineEndings("\n"), context.RequestAborted);
    }
}
