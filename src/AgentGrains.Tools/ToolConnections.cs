namespace AgentGrains.Tools;

/// <summary>The pool of connections that all tool calls share.</summary>
/// <param name="connectTimeout">How long it may take to reach a tool.</param>
internal sealed class ToolConnections(TimeSpan connectTimeout) : IDisposable
{
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    public HttpClient Http { get; } = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // a redirect would send arguments and secrets elsewhere
            UseCookies = false, // tenants share the pool
            ActivityHeadersPropagator = null, // traceparent is written with the other headers
            ConnectTimeout = connectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a changed address is noticed
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            MaxConnectionsPerServer = 256,
            MaxResponseHeadersLength = 64, // KiB
            MaxResponseDrainSize = 0, // an answer that is given up is not read to its end
            EnableMultipleHttp2Connections = true,
        },
        disposeHandler: true)
    {
        Timeout = Timeout.InfiniteTimeSpan, // each tool has its own
    };

    public void Dispose() => Http.Dispose();
}
