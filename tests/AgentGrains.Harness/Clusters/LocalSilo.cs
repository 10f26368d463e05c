using System.Globalization;
using AgentGrains.Harness.Processes;
using AgentGrains.Harness.Proxies;

namespace AgentGrains.Harness.Clusters;

/// <summary>One silo of a <see cref="LocalCluster"/>: a server process, and the proxy that it reaches its store through.</summary>
public sealed class LocalSilo : IAsyncDisposable
{
    // The same in each network of their own; in one network each has to have its own.
    private const int PortInOwnNetwork = 11_111;

    // What the names of all tenants' tables of journals begin with.
    private const string JournalTables = "agj";

    private readonly IReadOnlyList<TcpForwarder> forwarders;

    private LocalSilo(int index, ServerProcess server, FaultProxy store, IReadOnlyList<TcpForwarder> forwarders, int siloPort) =>
        (Index, Server, Store, this.forwarders, SiloPort) = (index, server, store, forwarders, siloPort);

    /// <summary>Its place among <see cref="LocalCluster.Silos"/>.</summary>
    public int Index { get; }

    /// <summary>The process: starts, kills, stops, suspends, and tells its output. Its address may be one of a network of its own: use its client.</summary>
    public ServerProcess Server { get; }

    /// <summary>What it reaches its store through.</summary>
    public FaultProxy Store { get; }

    /// <summary>The port at which other silos reach it; the stores name its runs by it.</summary>
    public int SiloPort { get; }

    /// <summary>Transactions on journals that it sent since the counts of <see cref="Store"/> were reset: a session's silo is the one that writes its journal.</summary>
    public long JournalWrites => Store.Counts.Traffic
        .Where(traffic => traffic.Operation == StoreOperation.TableTransaction && traffic.Resource.StartsWith(JournalTables, StringComparison.Ordinal)).Sum(traffic => traffic.Requests);

    internal static async Task<LocalSilo> CreateAsync(int index, LocalClusterOptions options, StoreEndpoints store, NetworkNamespace? network, string folder)
    {
        // Those whose ports are given come first, so that the proxy finds one that is free.
        IReadOnlyList<TcpForwarder> forwarders = network is null ? [] : [.. options.Reachable.Select(address => address.Port).Distinct().Select(port => TcpForwarder.Start(network, port))];
        var proxy = await FaultProxy.StartAsync(store, new FaultProxyOptions { Seed = options.Seed + index, Network = network });
        var port = network is null ? LoopbackPort.Find() : PortInOwnNetwork;
        var server = new ServerProcess(new ServerProcessOptions
        {
            DataFolder = Path.Combine(folder, $"silo-{index}"),
            ApiKey = options.ApiKey,
            Network = network,
            ClockOffset = options.ClockOffsets.GetValueOrDefault(index),
            Patience = options.Patience,
            // A silo ends itself when it finds that the others declared it dead.
            RestartWhenEnded = options.RestartWhenEnded,
            Settings = Settings(options, proxy, network, port),
        });
        return new LocalSilo(index, server, proxy, forwarders, port);
    }

    /// <summary>Ends it, however it is.</summary>
    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Store.DisposeAsync();
        foreach (var forwarder in forwarders)
            await forwarder.DisposeAsync();
    }

    private static Dictionary<string, string> Settings(LocalClusterOptions options, FaultProxy store, NetworkNamespace? network, int port)
    {
        var settings = new Dictionary<string, string>
        {
            ["AgentGrains__Storage__Provider"] = "Azure",
            ["AgentGrains__Storage__ConnectionString"] = store.Endpoints.ConnectionString,
            ["AgentGrains__Cluster__ServiceId"] = options.ServiceId,
            ["AgentGrains__Cluster__ClusterId"] = options.ClusterId,
            ["AgentGrains__Cluster__SiloPort"] = port.ToString(CultureInfo.InvariantCulture),
            ["AgentGrains__Cluster__AdvertisedAddress"] = network?.Address.ToString() ?? "127.0.0.1",
            ["AgentGrains__Lifecycle__LeaveDelay"] = options.LeaveDelay.ToString("c", CultureInfo.InvariantCulture),
        };
        foreach (var (name, value) in options.Settings)
            settings[name] = value;
        return settings;
    }
}
