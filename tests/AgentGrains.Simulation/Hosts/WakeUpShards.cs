using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Runtime.WakeUps;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentGrains.Simulation.Hosts;

/// <summary>Lets the shards of the world's sessions look every few seconds; now and then one goes elsewhere and starts again.</summary>
internal sealed class WakeUpShards(World world, IReadOnlyCollection<SessionKey> sessions) : IWakeUpObserver, IHostList
{
    /// <summary>Most worlds look often, so that more happens; some as seldom as a service does by default.</summary>
    private readonly TimeSpan poll = TimeSpan.FromSeconds(world.Random.Next(4) == 0 ? 30 : 5);

    private readonly int[] numbers = [.. sessions.Select(WakeUp.ShardOf).Distinct()];
    private readonly Dictionary<int, (IWakeUpStore Store, WakeUpShard Shard)> shards = [];

    /// <summary>How often a session was called.</summary>
    public int Calls { get; private set; }

    public HostSnapshot Now => new([.. world.Cluster.BelievedAlive], string.Join(' ', world.Cluster.BelievedAlive));

    /// <summary>Looks now, and again and again.</summary>
    public void Look()
    {
        world.Loop.After(poll, Look);
        // A look that fails is a look that finds nothing: the next one comes.
        if (world.Chance(world.Rates.FailBefore))
            return;
        foreach (var number in numbers)
            world.Clients.Run(() => _ = ShardOf(number).LookAsync(CancellationToken.None));
    }

    public void Looked(int shard, IReadOnlyList<WakeUp> rows)
    {
    }

    public void Called(WakeUp row) => Calls++;

    private WakeUpShard ShardOf(int number)
    {
        var store = world.Disks.WakeUps;
        if (!shards.TryGetValue(number, out var known) || known.Store != store || world.Random.Next(16) == 0)
            shards[number] = known = (store, new WakeUpShard(number, store, this, new WorldTransport(world), this, poll, world.Loop, NullLogger.Instance));
        return known.Shard;
    }
}
