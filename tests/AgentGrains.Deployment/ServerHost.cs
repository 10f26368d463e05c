using AgentGrains.Server;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AgentGrains.Deployment;

/// <summary>The server put together as its program does, and never started.</summary>
internal static class ServerHost
{
    /// <summary>The paths that it answers at.</summary>
    public static IReadOnlySet<string> Routes() =>
        Ask([], static host => ((IEndpointRouteBuilder)host).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Select(endpoint => endpoint.RoutePattern.RawText ?? "").ToHashSet());

    /// <summary>How long the host gives itself to stop.</summary>
    public static TimeSpan Stop(TimeSpan leave, TimeSpan drain) =>
        Ask(
            [$"--AgentGrains:Grains:DrainGrace={drain}", $"--AgentGrains:Lifecycle:LeaveDelay={leave}"],
            static host => host.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);

    private static T Ask<T>(string[] settings, Func<IHost, T> question)
    {
        var folder = Directory.CreateTempSubdirectory("agentgrains-never-started-").FullName;
        try
        {
            using IHost host = ServerComposition.Build([.. settings, "--environment=Production", "--urls=http://127.0.0.1:0", $"--AgentGrains:Storage:DataPath={folder}"]);
            return question(host);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
