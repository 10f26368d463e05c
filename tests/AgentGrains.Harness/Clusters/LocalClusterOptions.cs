using AgentGrains.Harness.Azurite;

namespace AgentGrains.Harness.Clusters;

/// <summary>How a <see cref="LocalCluster"/> is made.</summary>
public sealed record LocalClusterOptions
{
    /// <summary>How many silos.</summary>
    /// <value>Default 3; 1 to 200.</value>
    public int Silos { get; init; } = 3;

    /// <summary>The key of tenant <c>demo</c>.</summary>
    /// <value>Default <c>test-key</c>.</value>
    public string ApiKey { get; init; } = "test-key";

    /// <summary>The folder that another start finds everything again in; null for one that is gone with the cluster.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Whether its own emulator keeps what is written in memory: faster, but nothing is left when it ends.</summary>
    /// <value>Default false: in the data folder.</value>
    public bool StoreInMemory { get; init; }

    /// <summary>An emulator that others use as well and that is not ended with the cluster; null for one of its own.</summary>
    public AzuriteProcess? Store { get; init; }

    /// <summary>Whether silos live in networks of their own, so that they can be cut from each other. Needs root.</summary>
    /// <value>Default false.</value>
    public bool OwnNetworks { get; init; }

    /// <summary>What listens on the machine's loopback address and silos in networks of their own need: the doubles of models and tools.</summary>
    /// <value>Default none. Each answers at the very same address inside.</value>
    public IReadOnlyList<Uri> Reachable { get; init; } = [];

    /// <summary>Settings of every silo as environment variables; they go before those that the cluster makes.</summary>
    /// <value>Default none.</value>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>How far the clock of a silo is ahead, by its index.</summary>
    /// <value>Default none is.</value>
    public IReadOnlyDictionary<int, TimeSpan> ClockOffsets { get; init; } = new Dictionary<int, TimeSpan>();

    /// <summary>What all clusters of the service share in the store.</summary>
    /// <value>Default <c>agentgrains</c>.</value>
    public string ServiceId { get; init; } = "agentgrains";

    /// <summary>Which silos find each other.</summary>
    /// <value>Default <c>local</c>.</value>
    public string ClusterId { get; init; } = "local";

    /// <summary>How long a silo that was asked to end still takes requests, so that the front sees in time that it is not ready.</summary>
    /// <value>Default 4 s.</value>
    public TimeSpan LeaveDelay { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Whether a silo is started again whenever it ends by itself, as a container platform does: it does so when it finds that the others declared it dead.</summary>
    /// <value>Default false.</value>
    public bool RestartWhenEnded { get; init; }

    /// <summary>The seed of faults; each silo's proxy has its own sequence of it.</summary>
    public int Seed { get; init; }

    /// <summary>How the address in front spreads requests.</summary>
    public ClusterFrontOptions Front { get; init; } = new();

    /// <summary>How long a silo may take from start to ready, and from SIGTERM to its end.</summary>
    /// <value>Default 60 s.</value>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);
}
