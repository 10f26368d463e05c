using System.Globalization;
using System.Net;

namespace AgentGrains.Harness.Clusters;

/// <summary>A network namespace for each silo, joined by a bridge in one more; any two can be cut from each other and healed.</summary>
/// <remarks>
/// Nothing of the machine's own network changes, and none of the namespaces leads out of this one. What a silo needs besides the others (its store, the doubles
/// of models and tools) listens on the loopback address inside its namespace, so that a cut between silos never touches it.
/// One caller cuts and heals at a time.
/// </remarks>
public sealed class SiloNetwork : IAsyncDisposable
{
    private const string Prefix = "ag-";
    private const int MostSilos = 200;

    // No device has this address: packets to it are lost silently, as in a cut cable.
    private const string Nowhere = "02:00:00:00:00:fe";

    private static int made;

    private readonly string name;
    private readonly List<string> namespaces = [];
    private readonly HashSet<(int From, int To)> cuts = [];

    private SiloNetwork(int silos)
    {
        name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref made)}");
        Silos = [.. Enumerable.Range(0, silos).Select(i => new NetworkNamespace($"{name}-{i}", IPAddress.Parse($"10.231.0.{i + 11}")))];
    }

    /// <summary>The namespaces, one for each silo.</summary>
    public IReadOnlyList<NetworkNamespace> Silos { get; }

    private string Hub => $"{name}-hub";

    /// <summary>Makes a network, and removes what processes left behind that were killed.</summary>
    /// <param name="silos">How many namespaces; 1 to 200.</param>
    /// <exception cref="InvalidOperationException">This machine or user cannot make namespaces; the message says why.</exception>
    public static async Task<SiloNetwork> CreateAsync(int silos)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(silos, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(silos, MostSilos);
        await RemoveStaleAsync();
        var network = new SiloNetwork(silos);
        try
        {
            await network.BuildAsync();
            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    /// <summary>Cuts two silos from each other: what one sends to the other is lost, on open connections too.</summary>
    public async Task CutAsync(int one, int other)
    {
        await LoseAsync(one, other);
        await LoseAsync(other, one);
    }

    /// <summary>Cuts one direction: what a silo sends to the other is lost, and the answers to what it is sent with it.</summary>
    public Task CutOneWayAsync(int from, int to) => LoseAsync(from, to);

    /// <summary>Cuts a silo from all others.</summary>
    public async Task CutFromOthersAsync(int silo)
    {
        foreach (var other in Enumerable.Range(0, Silos.Count).Where(other => other != silo))
            await CutAsync(silo, other);
    }

    /// <summary>Ends all cuts.</summary>
    public async Task HealAsync()
    {
        foreach (var (from, to) in cuts.ToList())
        {
            await IpCommand.RunAsync("-n", Silos[from].Name, "neigh", "del", $"{Silos[to].Address}", "dev", "eth0");
            cuts.Remove((from, to));
        }
    }

    /// <summary>Removes the namespaces. Processes in them keep running without a name for their network, so end those first.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var one in namespaces)
            await IpCommand.RunAsync("netns", "del", one);
        namespaces.Clear();
    }

    private async Task BuildAsync()
    {
        await AddAsync(Hub);
        await IpCommand.RunAsync("-n", Hub, "link", "add", "silos", "type", "bridge");
        await IpCommand.RunAsync("-n", Hub, "link", "set", "silos", "up");
        for (var i = 0; i < Silos.Count; i++)
        {
            var silo = Silos[i];
            await AddAsync(silo.Name);
            await IpCommand.RunAsync("-n", Hub, "link", "add", $"silo{i}", "type", "veth", "peer", "name", "eth0", "netns", silo.Name);
            await IpCommand.RunAsync("-n", Hub, "link", "set", $"silo{i}", "master", "silos", "up");
            await IpCommand.RunAsync("-n", silo.Name, "addr", "add", $"{silo.Address}/24", "dev", "eth0");
            await IpCommand.RunAsync("-n", silo.Name, "link", "set", "lo", "up");
            await IpCommand.RunAsync("-n", silo.Name, "link", "set", "eth0", "up");
        }
    }

    private async Task AddAsync(string one)
    {
        await IpCommand.RunAsync("netns", "add", one);
        namespaces.Add(one);
    }

    private async Task LoseAsync(int from, int to)
    {
        // A blackhole route would fail the sender at once; a missing neighbour gives no error.
        if (cuts.Add((from, to)))
            await IpCommand.RunAsync("-n", Silos[from].Name, "neigh", "replace", $"{Silos[to].Address}", "lladdr", Nowhere, "dev", "eth0", "nud", "permanent");
    }

    private static async Task RemoveStaleAsync()
    {
        foreach (var line in (await IpCommand.RunAsync("netns", "list")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var one = line.Split(' ')[0];
            if (one.StartsWith(Prefix, StringComparison.Ordinal) && int.TryParse(one.Split('-')[1], out var process) && !Directory.Exists($"/proc/{process}"))
                await IpCommand.RunAsync("netns", "del", one);
        }
    }
}
