using AgentGrains.Core.Ids;
using AgentGrains.Harness.Clusters;
using AgentGrains.Load.Service;
using AgentGrains.Storage.Azure;

namespace AgentGrains.Load.Cluster;

/// <summary>A cluster of real silos on an emulator of Azure Storage in memory, with a client of each silo.</summary>
internal sealed class Silos : IAsyncDisposable
{
    /// <summary>Whose sessions they are.</summary>
    public static readonly TenantId Tenant = TenantId.Parse("demo");

    /// <summary>One core for each silo, as in Azure.</summary>
    public static readonly IReadOnlyDictionary<string, string> OneCore = new Dictionary<string, string> { ["DOTNET_PROCESSOR_COUNT"] = "1" };

    /// <summary>
    /// One core, and each method compiled for good when it is first called, those that come compiled as well: what is compiled beside the load, for minutes, is not
    /// in the figure.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, string> OneCoreCompiledAtOnce = new Dictionary<string, string>(OneCore)
    {
        ["DOTNET_TieredCompilation"] = "0", ["DOTNET_ReadyToRun"] = "0",
    };

    private readonly LocalCluster cluster;

    private Silos(LocalCluster cluster)
    {
        this.cluster = cluster;
        Clients = [.. cluster.Silos.Select(silo => new ServiceClient(silo.Server.Address))];
        Storage = new AzureStorage(new AzureStorageOptions { ConnectionString = cluster.Store.ConnectionString }, new Random(1));
    }

    /// <summary>The silos.</summary>
    public IReadOnlyList<LocalSilo> All => cluster.Silos;

    /// <summary>A client of each silo.</summary>
    public IReadOnlyList<ServiceClient> Clients { get; }

    /// <summary>The stores as they are behind the silos.</summary>
    public AzureStorage Storage { get; }

    /// <summary>What the emulator is reached by.</summary>
    public string ConnectionString => cluster.Store.ConnectionString;

    /// <summary>Transactions and single writes of every kind that the silos have sent to their store.</summary>
    public long Writes => All.Sum(silo => silo.Store.Counts.TableWrites + silo.Store.Counts.Requests(Harness.Proxies.StoreOperation.BlobWrite));

    /// <summary>Starts silos and waits until they are ready.</summary>
    /// <param name="count">How many.</param>
    /// <param name="runtime">
    /// What their runtime is told, where it is for a figure of CPU time; readiness is asked for as often as in Azure then (infra/server.bicep).
    /// </param>
    public static async Task<Silos> StartAsync(int count, IReadOnlyDictionary<string, string>? runtime = null) => new(await LocalCluster.StartAsync(new LocalClusterOptions
    {
        Silos = count, ApiKey = ServiceClient.Key, StoreInMemory = true, Patience = TimeSpan.FromMinutes(2), Settings = runtime ?? new Dictionary<string, string>(),
        Front = runtime is null ? new ClusterFrontOptions() : new ClusterFrontOptions { ProbeEvery = TimeSpan.FromSeconds(5) },
    }));

    /// <summary>CPU time that all silos have used.</summary>
    public TimeSpan Cpu() => TimeSpan.FromTicks(All.Sum(silo => ProcessUse.CpuOf(silo.Server.Id).Ticks));

    public async ValueTask DisposeAsync()
    {
        foreach (var client in Clients)
            client.Dispose();
        await cluster.DisposeAsync();
    }
}
