using System.Collections.Concurrent;
using AgentGrains.Testing.Doubles;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.Harness.Doubles;

/// <summary>A tool that answers when it is told to, and notes the keys it is called under.</summary>
public sealed class HeldTool : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<string> keys = [];
    private readonly SemaphoreSlim came = new(0);
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HttpDouble server = null!;

    private HeldTool()
    {
    }

    /// <summary>Where it is.</summary>
    public Uri Address => server.Address;

    /// <summary>The Idempotency-Key of each call, in order.</summary>
    public IReadOnlyCollection<string> Keys => keys;

    /// <summary>Starts it.</summary>
    public static async Task<HeldTool> StartAsync()
    {
        var tool = new HeldTool();
        tool.server = await HttpDouble.StartAsync(tool.AnswerAsync);
        return tool;
    }

    /// <summary>Waits for the next call.</summary>
    /// <exception cref="TimeoutException">None came in time.</exception>
    public async Task CalledAsync(CancellationToken cancellation)
    {
        if (!await came.WaitAsync(Patience, cancellation))
            throw new TimeoutException($"Expected a call of the tool within {Patience}.");
    }

    /// <summary>Answers all calls, those to come too.</summary>
    public void Release() => released.TrySetResult();

    /// <summary>Answers what is open and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        Release();
        await server.DisposeAsync();
        came.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        keys.Enqueue(context.Request.Headers["Idempotency-Key"].ToString());
        came.Release();
        await released.Task.WaitAsync(context.RequestAborted);
        await context.Response.WriteAsync("done", context.RequestAborted);
    }
}
