using AgentGrains.Core.Ids;
using AgentGrains.Load.Service;
using AgentGrains.Storage.Azure;
using AgentGrains.Testing.Clusters;

namespace AgentGrains.Load.Cluster;

/// <summary>A cluster of real silos on an emulator of Azure Storage in memory, with a client of each silo.</summary>
internal sealed class Silos : IAsyncDisposable
{
    /// <summary>Whose sessions they are.</summary>
    public static readonly TenantId Tenant = TenantId.Parse("demo");

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
    public long Writes => All.Sum(silo => silo.Store.Counts.TableWrites + silo.Store.Counts.Requests(Testing.Proxies.StoreOperation.BlobWrite));

    /// <summary>Starts silos and waits until they are ready.</summary>
    /// <param name="count">How many.</param>
    /// <param name="forCpu">
    /// Whether it is for a figure of CPU time: each method is compiled once and for good, so that what it costs to compile the hot ones again, for minutes, is not in
    /// the figure; each has one core, and readiness is asked for as often, as in Azure (infra/server.bicep).
    /// </param>
    public static async Task<Silos> StartAsync(int count, bool forCpu = false) => new(await LocalCluster.StartAsync(new LocalClusterOptions
    {
        Silos = count, ApiKey = ServiceClient.Key, StoreInMemory = true, Patience = TimeSpan.FromMinutes(2),
        Settings = forCpu ? new Dictionary<string, string> { ["DOTNET_TieredCompilation"] = "0", ["DOTNET_PROCESSOR_COUNT"] = "1" } : [],
        Front = forCpu ? new ClusterFrontOptions { ProbeEvery = TimeSpan.FromSeconds(5) } : new ClusterFrontOptions(),
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
