using AgentGrains.Harness.Azurite;

namespace AgentGrains.Harness.Clusters;

/// <summary>
/// The service as a cluster on one machine: the storage emulator, several silos as processes, each with a proxy to its store, and one address in front.
/// All of it ends with the cluster, and with the process that started it.
/// </summary>
public sealed class LocalCluster : IAsyncDisposable
{
    private readonly LocalClusterOptions options;
    private readonly string folder;
    private readonly List<LocalSilo> silos = [];
    private AzuriteProcess? store;
    private ClusterFront? front;

    private LocalCluster(LocalClusterOptions options)
    {
        this.options = options;
        folder = options.DataFolder ?? Directory.CreateTempSubdirectory("agentgrains-cluster-").FullName;
    }

    /// <summary>The address in front.</summary>
    public Uri Address => Front.Address;

    /// <summary>What spreads requests over the silos.</summary>
    public ClusterFront Front => front!;

    /// <summary>The silos.</summary>
    public IReadOnlyList<LocalSilo> Silos => silos;

    /// <summary>The emulator.</summary>
    public AzuriteProcess Store => store!;

    /// <summary>What can be cut between silos; null where they share the machine's network.</summary>
    public SiloNetwork? Network { get; private set; }

    /// <summary>The last lines that each silo wrote.</summary>
    public string Output => string.Join("\n", silos.Select(silo => $"== silo {silo.Index}\n{silo.Server.Output}"));

    /// <summary>Starts a cluster, and waits until every silo is ready and the front sends it requests.</summary>
    /// <exception cref="InvalidOperationException">A part ended, or this machine cannot make networks; the message says which and why.</exception>
    /// <exception cref="TimeoutException">A part was not ready in time; the message holds its output.</exception>
    public static async Task<LocalCluster> StartAsync(LocalClusterOptions? options = null)
    {
        var cluster = await CreateAsync(options);
        try
        {
            await Task.WhenAll(cluster.silos.Select(silo => silo.Server.StartAsync()));
            await cluster.WhenReadyAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts everything but the silos.</summary>
    public static async Task<LocalCluster> CreateAsync(LocalClusterOptions? options = null)
    {
        var cluster = new LocalCluster(options ?? new LocalClusterOptions());
        try
        {
            await cluster.BuildAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the front sends requests to every silo.</summary>
    /// <exception cref="TimeoutException">It does not in time; the message holds the silos' output.</exception>
    public async Task WhenReadyAsync()
    {
        using var late = new CancellationTokenSource(options.Patience, TimeProvider.System);
        try
        {
            await Task.WhenAll(silos.Select(silo => Front.WhenReadyAsync(silo.Index, late.Token)));
        }
        catch (OperationCanceledException expired) when (late.IsCancellationRequested)
        {
            var missing = string.Join(", ", silos.Where(silo => !Front.IsReady(silo.Index)).Select(silo => silo.Index));
            throw new TimeoutException($"Expected every silo to be ready at the front within {options.Patience}; missing: {missing}.\n{Output}", expired);
        }
    }

    /// <summary>
    /// What silos see of a store that is killed: every connection breaks at once, with its requests in flight, and each new one is closed. What was acknowledged is
    /// kept, as Azure Storage keeps it: the emulator saves its files before it ends. <see cref="RestoreStoreAsync"/> starts it again.
    /// </summary>
    public async Task BreakStoreAsync()
    {
        foreach (var silo in silos)
            silo.Store.CutOff();
        await Store.StopAsync();
    }

    /// <summary>Starts a broken store again and lets the silos reach it.</summary>
    public async Task RestoreStoreAsync()
    {
        await Store.StartAgainAsync();
        foreach (var silo in silos)
            silo.Store.Heal();
    }

    /// <summary>Stops everything in order: SIGTERM to all silos, then the store, so that a data folder is whole for the next start.</summary>
    /// <returns>The silos' exit codes.</returns>
    public async Task<IReadOnlyList<int>> StopAsync()
    {
        var codes = await Task.WhenAll(silos.Select(silo => silo.Server.StopAsync()));
        if (options.Store is null)
            await Store.StopAsync();
        return codes;
    }

    /// <summary>Ends everything, however it is. What was acknowledged in the last seconds before may be missing in the data folder: see <see cref="StopAsync"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        if (front is not null)
            await front.DisposeAsync();
        foreach (var silo in silos)
            await silo.DisposeAsync();
        if (store is not null && options.Store is null)
            await store.DisposeAsync();
        if (Network is not null)
            await Network.DisposeAsync();
        if (options.DataFolder is null)
            Directory.Delete(folder, recursive: true);
    }

    private async Task BuildAsync()
    {
        if (options.OwnNetworks)
            Network = await SiloNetwork.CreateAsync(options.Silos);
        store = options.Store ?? await AzuriteProcess.StartAsync(new AzuriteOptions { DataFolder = options.StoreInMemory ? null : Path.Combine(folder, "store") });
        for (var i = 0; i < options.Silos; i++)
            silos.Add(await LocalSilo.CreateAsync(i, options, store.Endpoints, Network?.Silos[i], folder));
        front = await ClusterFront.StartAsync(silos.Select(silo => new FrontDestination(silo.Server.Address, Network?.Silos[silo.Index])), options.Front);
    }
}
