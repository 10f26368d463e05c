using System.Collections.Concurrent;
using System.Text.Json;
using AgentGrains.Testing.Doubles;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.ModelCases.Driving;

/// <summary>Serves the HTTP tools of all cases at <c>/{case}/{tool}</c>.</summary>
internal sealed class ToolServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, CaseTools> cases = new(StringComparer.Ordinal);
    private HttpDouble server = null!;

    private ToolServer()
    {
    }

    /// <summary>Starts it without any case.</summary>
    public static async Task<ToolServer> StartAsync()
    {
        var started = new ToolServer();
        started.server = await HttpDouble.StartAsync(started.AnswerAsync);
        return started;
    }

    /// <summary>Adds the tools of a case.</summary>
    public void Add(string id, CaseTools tools) => cases[id] = tools;

    /// <summary>Where a tool of a case is.</summary>
    public Uri UrlOf(string id, string tool) => new(server.Address, $"{id}/{tool}");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!.Split('/');
        var arguments = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body, cancellationToken: context.RequestAborted);
        var call = new ExecutedCall(path[2], arguments, context.Request.Headers["Idempotency-Key"].ToString());
        await context.Response.WriteAsync(await cases[path[1]].AnswerAsync(call, context.RequestAborted), context.RequestAborted);
    }
}
