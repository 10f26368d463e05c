using System.Collections.Concurrent;
using AgentGrains.Testing.Doubles;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.Cluster.Driving;

/// <summary>A tool that answers when it is told to, and notes the keys it is called under.</summary>
internal sealed class HeldTool : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> keys = [];
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HttpDouble server = null!;

    private HeldTool()
    {
    }

    /// <summary>Where it is.</summary>
    public Uri Address => server.Address;

    /// <summary>The Idempotency-Key of each call, in order.</summary>
    public IReadOnlyCollection<string> Keys => keys;

    public static async Task<HeldTool> StartAsync()
    {
        var tool = new HeldTool();
        tool.server = await HttpDouble.StartAsync(tool.AnswerAsync);
        return tool;
    }

    /// <summary>Answers all calls, those to come too.</summary>
    public void Release() => released.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Release();
        await server.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        keys.Enqueue(context.Request.Headers["Idempotency-Key"].ToString());
        await released.Task.WaitAsync(context.RequestAborted);
        await context.Response.WriteAsync("done", context.RequestAborted);
    }
}
