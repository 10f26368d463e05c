using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace AgentGrains.Tools;

/// <summary>Connections for URLs that a model chose: names are resolved here, and the address that is checked is the one that is connected to.</summary>
internal sealed class GuardedConnections : IDisposable
{
    private readonly HashSet<string> privateHosts;
    private readonly SocketsHttpHandler handler;

    public GuardedConnections(IOptions<ToolOptions> options)
    {
        privateHosts = new HashSet<string>(options.Value.PrivateHosts, StringComparer.OrdinalIgnoreCase);
        handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // a redirect is an answer, and may lead elsewhere
            UseCookies = false, // tenants share the pool
            UseProxy = false, // a proxy would connect to what was not checked
            ActivityHeadersPropagator = null,
            ConnectTimeout = ToolConnections.ConnectTimeout,
            ConnectCallback = ConnectAsync,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1), // an address is checked again after that
            MaxResponseHeadersLength = 64, // KiB
            MaxResponseDrainSize = 0,
        };
        Http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan }; // each call has its own
    }

    public HttpClient Http { get; }

    public void Dispose()
    {
        Http.Dispose();
        handler.Dispose();
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = await Dns.GetHostAddressesAsync(host, cancellation);
        var allowed = privateHosts.Contains(host) ? addresses : Array.FindAll(addresses, PublicAddresses.Include);
        if (allowed.Length == 0)
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The host has no address that may be called.");
        Socket? socket = null;
        try
        {
            socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(allowed, port, cancellation);
            var stream = new NetworkStream(socket, ownsSocket: true);
            socket = null;
            return stream;
        }
        finally
        {
            socket?.Dispose();
        }
    }
}
