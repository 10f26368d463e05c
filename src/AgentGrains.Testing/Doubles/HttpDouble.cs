using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AgentGrains.Testing.Doubles;

/// <summary>A real HTTP server on a free port of the loopback address that answers as a test says.</summary>
public sealed class HttpDouble : IAsyncDisposable
{
    private readonly WebApplication server;

    private HttpDouble(WebApplication server)
    {
        this.server = server;
        Address = new Uri(server.Urls.Single());
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts a server.</summary>
    /// <param name="answer">Answers every request. Its <see cref="HttpContext.RequestAborted"/> also ends when the server does.</param>
    public static async Task<HttpDouble> StartAsync(RequestDelegate answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            // Without TLS a client cannot negotiate another version.
            kestrel.Listen(IPAddress.Loopback, port: 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
        });
        // Answers that are held open would hold the end of a test.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(100));
        var server = builder.Build();
        server.Run(answer);
        await server.StartAsync();
        return new HttpDouble(server);
    }

    /// <summary>Stops it and cuts what is open.</summary>
    public async ValueTask DisposeAsync()
    {
        await server.StopAsync();
        await server.DisposeAsync();
    }
}
