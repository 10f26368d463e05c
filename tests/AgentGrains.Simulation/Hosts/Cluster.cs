using AgentGrains.Core.Ids;

namespace AgentGrains.Simulation.Hosts;

/// <summary>The hosts that live, and which of them usually owns a session.</summary>
internal sealed class Cluster(World world, int size)
{
    private readonly Dictionary<SessionKey, Host> usual = [];
    private int started;
    private bool stopped;

    /// <summary>The hosts that live.</summary>
    public List<Host> Alive { get; } = [];

    /// <summary>The hosts that everybody believes to live: the news of a death takes a while.</summary>
    public List<string> BelievedAlive { get; } = [];

    /// <summary>Starts all hosts.</summary>
    public void Start()
    {
        stopped = false;
        for (var i = 0; i < size; i++)
            StartOne();
    }

    /// <summary>Ends all hosts; none starts until they all do.</summary>
    public void Stop()
    {
        stopped = true;
        foreach (var host in Alive.ToList())
            Crash(host);
    }

    /// <summary>Whom to call about a session; null while no host lives.</summary>
    public Host? Route(SessionKey session)
    {
        if (Alive.Count == 0)
            return null;
        if (world.Chance(world.Rates.WrongHost))
            return Alive[world.Random.Next(Alive.Count)];
        if (!usual.TryGetValue(session, out var host) || !host.Alive || host.Leaves)
        {
            var staying = Alive.Exists(other => !other.Leaves) ? Alive.FindAll(other => !other.Leaves) : Alive;
            usual[session] = host = staying[world.Random.Next(staying.Count)];
        }
        return host;
    }

    /// <summary>Asks a host to stop: it ends when its time is up, whatever it has not brought to an end.</summary>
    public void Leave()
    {
        if (Alive.Find(host => !host.Leaves) is not { } leaving)
            return;
        world.Trace($"{leaving.Name} leaves");
        leaving.Leave(world.Between(500, 20_000));
    }

    /// <summary>Ends a host in the middle of whatever it does; another one starts later.</summary>
    public void Crash(Host host)
    {
        if (!Alive.Remove(host))
            return;
        world.Trace($"{host.Name} crashes");
        host.Context.Kill();
        world.Loop.After(world.Between(0, 5_000), () => BelievedAlive.Remove(host.Name));
        world.Loop.After(world.Between(100, 15_000), StartOne);
    }

    private void StartOne()
    {
        if (stopped)
            return;
        var host = new Host(world, $"host-{++started}");
        Alive.Add(host);
        BelievedAlive.Add(host.Name);
    }
}
