using System.Globalization;
using AgentGrains.Harness.Clusters;
using AgentGrains.Harness.Processes;
using AgentGrains.Harness.Replay.Driving;
using AgentGrains.Testing.Doubles;

namespace AgentGrains.Cluster.Driving;

/// <summary>Three silos on one store behind one address.</summary>
internal sealed class ThreeSilos : IService
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(50);

    private ThreeSilos(LocalCluster cluster) => Cluster = cluster;

    public LocalCluster Cluster { get; }

    public Uri Address => Cluster.Address;

    public IReadOnlyList<ServerProcess> Servers => [.. Cluster.Silos.Select(silo => silo.Server)];

    public string Output => Cluster.Output;

    /// <summary>Starts them in the machine's own network, with the emulator's files in memory.</summary>
    public static Task<IService> StartAsync(ModelDouble models, ToolDouble tools) =>
        StartAsync(new LocalClusterOptions { StoreInMemory = true, RestartWhenEnded = true }, models, tools, modelTimeout: TimeSpan.FromSeconds(5));

    /// <summary>Starts them.</summary>
    public static async Task<IService> StartAsync(LocalClusterOptions options, ModelDouble models, ToolDouble tools, TimeSpan modelTimeout) =>
        new ThreeSilos(await LocalCluster.StartAsync(options with
        {
            ApiKey = Scene.Key,
            Reachable = [models.Endpoint, tools.UrlOf("any", "tool")],
            Settings = new Dictionary<string, string>(Scene.Settings(models))
            {
                // Three silos, the emulator and the test share the machine: what is slow here is no failure.
                ["AgentGrains__Models__default__TimeoutMs"] = modelTimeout.TotalMilliseconds.ToString(CultureInfo.InvariantCulture),
                // Waits for a silo to be declared dead read the output; the logs of Orleans' retries for readers that are gone would push the line out.
                ["Logging__LogLevel__AgentGrains.Grains.WakeUps.LostHosts"] = "Information",
                ["Logging__LogLevel__Polly"] = "None",
            },
        }));

    /// <summary>Waits until the front knows a silo that is ready.</summary>
    public async Task WhenReadyAsync(CancellationToken cancellation)
    {
        while (!Cluster.Silos.Any(silo => Cluster.Front.IsReady(silo.Index)))
            await Task.Delay(AskEvery, TimeProvider.System, cancellation);
    }

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();
}
