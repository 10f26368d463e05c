using System.Collections.Concurrent;
using AgentGrains.Testing.Doubles;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.ModelCases.Strict.Playing;

/// <summary>Serves the endpoints of all conversations at <c>/{conversation}/{endpoint}/v1</c>, and their tools at <c>/{conversation}/tools/{tool}</c>.</summary>
internal sealed class StrictServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, StrictScene> scenes = new(StringComparer.Ordinal);
    private HttpDouble server = null!;

    private StrictServer()
    {
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => server.Address;

    /// <summary>Starts it without any conversation.</summary>
    public static async Task<StrictServer> StartAsync()
    {
        var started = new StrictServer();
        started.server = await HttpDouble.StartAsync(started.AnswerAsync);
        return started;
    }

    /// <summary>Adds a conversation.</summary>
    public void Add(string name, StrictScene scene) => scenes[name] = scene;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => server.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!.Split('/');
        var scene = scenes[path[1]];
        return path[2] == "tools" ? scene.AnswerToolAsync(context, path[3]) : scene.AnswerModelAsync(context, path[2]);
    }
}
