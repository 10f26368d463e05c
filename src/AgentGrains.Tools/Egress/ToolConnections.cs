using System.Diagnostics.CodeAnalysis;

namespace AgentGrains.Tools.Egress;

/// <summary>The pool of connections that all calls of tools share.</summary>
internal sealed class ToolConnections : IDisposable
{
    /// <summary>How long it may take to reach a tool.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    /// <summary>A pool over connections that a connector opens.</summary>
    /// <param name="connector">Opens the connections.</param>
    /// <param name="connectTimeout">How long it may take to reach a tool.</param>
    [SuppressMessage("Reliability", "CA2000", Justification = "The client owns the handler, and Dispose disposes of both.")]
    public ToolConnections(EgressConnector connector, TimeSpan connectTimeout)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // a redirect would send arguments and secrets elsewhere
            UseCookies = false, // tenants share the pool
            UseProxy = false, // a proxy would connect to an address that was not checked
            ActivityHeadersPropagator = null, // traceparent is written with the other headers
            ConnectTimeout = connectTimeout,
            ConnectCallback = async (context, cancellation) => await connector.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellation),
            PooledConnectionLifetime = TimeSpan.FromMinutes(1), // the name is resolved and checked again after that
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            MaxConnectionsPerServer = 256,
            MaxResponseHeadersLength = 64, // KiB
            MaxResponseDrainSize = 0, // an answer that is given up is not read to its end
            EnableMultipleHttp2Connections = true,
        };
        Http = new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan }; // each call has its own
    }

    /// <summary>Sends the requests. HTTP/3, which would not go through the connector, is never asked for: requests are of version 1.1 or lower.</summary>
    public HttpClient Http { get; }

    public void Dispose() => Http.Dispose();
}
