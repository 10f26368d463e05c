using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Runtime.Sessions;
using AgentGrains.Simulation.Checkers;

namespace AgentGrains.Simulation.Hosts;

/// <summary>Hosts one session the way its grain does.</summary>
internal sealed class SessionShell : ISessionShell
{
    private readonly World world;
    private readonly Host host;
    private int timer;
    private bool rested;

    public SessionShell(World world, Host host, SessionKey key)
    {
        (this.world, this.host) = (world, host);
        Session = new SessionHost(key, host.Services, this);
    }

    public SessionHost Session { get; }

    /// <summary>A subscriber keeps a session that rests; so it sometimes stays.</summary>
    public bool HasSubscribers => world.Random.Next(4) == 0;

    public void Post(Action<object?> work, object? state) => host.Context.Run(() => work(state));

    public void SetTimer(DateTimeOffset? at)
    {
        var mine = ++timer;
        if (at is not { } due)
            return;
        var wait = due - world.Loop.GetUtcNow();
        world.Loop.After(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, () =>
        {
            if (mine == timer)
                host.Context.Run(() => _ = host.GuardAsync(Session.OnTimerAsync));
        });
    }

    public void Appended(long position, int count, ReadOnlyMemory<byte> content, SessionState state)
    {
        // Its host has let it go, and with it its timer: what it takes up now waits for the heartbeat.
        if (rested)
            world.Fail("RestedIsOver", $"{host.Name}'s owner of {Session.Key.Session} said that it rests and appended position {position}.");
        world.Acknowledged(host, Session.Key, new AcknowledgedAppend(position, count, content, state));
    }

    public void Broke(AgentGrainsException failure) => host.Broken.Add(Session.Key);

    public void Leave()
    {
        world.Trace($"{host.Name} lets {Session.Key.Session} go");
        rested = Session.Phase == SessionPhase.HandingOver;
        host.Drop(this);
    }

    public void HandOver()
    {
        world.Trace($"{host.Name} hands {Session.Key.Session} over");
        host.Drop(this);
        world.Loop.After(world.Between(0, 50), () => world.Cluster.Route(Session.Key)?.Wake(Session.Key, _ => { }));
    }
}
