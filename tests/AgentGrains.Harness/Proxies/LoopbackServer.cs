using System.Net;
using AgentGrains.Harness.Clusters;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AgentGrains.Harness.Proxies;

/// <summary>An HTTP server on the loopback address, of the machine or of a network namespace.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication server;

    private LoopbackServer(WebApplication server)
    {
        this.server = server;
        Address = new Uri(server.Urls.Single());
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts a server.</summary>
    /// <param name="answer">Answers every request.</param>
    /// <param name="port">Where to listen; 0 for any free port.</param>
    /// <param name="network">Where its loopback address is; null for the machine's.</param>
    /// <param name="gate">What may cut its connections.</param>
    /// <param name="services">What it needs besides.</param>
    public static async Task<LoopbackServer> StartAsync(
        Func<IServiceProvider, RequestDelegate> answer, int port = 0, NetworkNamespace? network = null, ConnectionGate? gate = null, Action<IServiceCollection>? services = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port, listen =>
            {
                // Without TLS a client cannot negotiate another version.
                listen.Protocols = HttpProtocols.Http1;
                if (gate is not null)
                    listen.Use(gate.Guard);
            });
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
        });
        if (network is not null)
            builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = endpoint => network.Run(() => SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint)));
        // Answers that are held open would hold the end of a test.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(100));
        services?.Invoke(builder.Services);
        var server = builder.Build();
        server.Run(answer(server.Services));
        await server.StartAsync();
        return new LoopbackServer(server);
    }

    /// <summary>Stops it and cuts what is open.</summary>
    public async ValueTask DisposeAsync()
    {
        await server.StopAsync();
        await server.DisposeAsync();
    }
}
