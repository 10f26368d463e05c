using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Simulation.Scheduling;

namespace AgentGrains.Simulation.Hosts;

/// <summary>Looks every few seconds for sessions that are due or whose host is gone and calls them, as the wake-up grains do.</summary>
internal sealed class WakeUpShards(World world, IReadOnlyCollection<SessionKey> sessions)
{
    /// <summary>Most worlds look often, so that more happens; some as seldom as a service does by default.</summary>
    private readonly TimeSpan poll = TimeSpan.FromSeconds(world.Random.Next(4) == 0 ? 30 : 5);

    private readonly int[] shards = [.. sessions.Select(WakeUp.ShardOf).Distinct()];

    /// <summary>How often a session was called.</summary>
    public int Calls { get; private set; }

    /// <summary>Looks now, and again and again.</summary>
    public void Look()
    {
        world.Loop.After(poll, Look);
        // A look that fails is a look that finds nothing: the next one comes.
        if (world.Chance(world.Rates.FailBefore))
            return;
        var now = world.Loop.GetUtcNow();
        foreach (var shard in shards)
        {
            foreach (var row in Finished.Of(world.Disks.WakeUps.ReadOrphanedAsync(shard, world.Cluster.BelievedAlive, 100, CancellationToken.None)))
                Call(row.Session, TimeSpan.Zero);
            foreach (var row in Finished.Of(world.Disks.WakeUps.ReadDueAsync(shard, now + poll, 100, CancellationToken.None)))
                Call(row.Session, row.Owner is null && row.DueAt > now ? row.DueAt - now : TimeSpan.Zero);
        }
    }

    private void Call(SessionKey session, TimeSpan wait) => world.Loop.After(wait, () =>
    {
        Calls++;
        world.Cluster.Route(session)?.Call(session, null, wake: true, failure => world.Trace($"wake {session.Session} {failure?.Message}"));
    });
}
