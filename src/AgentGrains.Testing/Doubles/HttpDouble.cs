using AgentGrains.Testing.Proxies;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.Testing.Doubles;

/// <summary>A real HTTP server on a free port of the loopback address that answers as a test says.</summary>
public sealed class HttpDouble : IAsyncDisposable
{
    private readonly LoopbackServer server;

    private HttpDouble(LoopbackServer server) => this.server = server;

    /// <summary>Where it listens.</summary>
    public Uri Address => server.Address;

    /// <summary>Starts a server.</summary>
    /// <param name="answer">Answers every request. Its <see cref="HttpContext.RequestAborted"/> also ends when the server does.</param>
    public static async Task<HttpDouble> StartAsync(RequestDelegate answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return new HttpDouble(await LoopbackServer.StartAsync(_ => answer));
    }

    /// <summary>Stops it and cuts what is open.</summary>
    public ValueTask DisposeAsync() => server.DisposeAsync();
}
