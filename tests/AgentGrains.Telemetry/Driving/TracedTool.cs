using System.Collections.Concurrent;
using AgentGrains.Testing.Doubles;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.Telemetry.Driving;

/// <summary>A tool that never answers its first call, and every later one at once; it notes the trace context it is called in.</summary>
internal sealed class TracedTool(string result, bool holdsFirst) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> traceParents = [];
    private readonly SemaphoreSlim came = new(0);
    private HttpDouble server = null!;

    public Uri Address => server.Address;

    /// <summary>The traceparent of each call, in order.</summary>
    public IReadOnlyList<string> TraceParents => [.. traceParents];

    public async Task StartAsync() => server = await HttpDouble.StartAsync(AnswerAsync);

    /// <summary>Waits for the next call.</summary>
    public async Task CalledAsync() => Assert.True(await came.WaitAsync(Patience, TestContext.Current.CancellationToken), "Expected a call of the tool.");

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        came.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        traceParents.Enqueue(context.Request.Headers.TraceParent.ToString());
        var holds = holdsFirst && traceParents.Count == 1;
        came.Release();
        if (holds)
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        await context.Response.WriteAsync(result, context.RequestAborted);
    }
}
