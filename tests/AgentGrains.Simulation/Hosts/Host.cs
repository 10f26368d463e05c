using AgentGrains.Core.Ids;
using AgentGrains.Core.Owners;
using AgentGrains.Core.Sessions;
using AgentGrains.Simulation.Effects;
using AgentGrains.Simulation.Faults;
using AgentGrains.Simulation.Scheduling;

namespace AgentGrains.Simulation.Hosts;

/// <summary>One life of a host: after a crash another one starts under another name.</summary>
internal sealed class Host
{
    private readonly Dictionary<SessionKey, Activation> activations = [];
    private readonly World world;

    public Host(World world, string name)
    {
        (this.world, Name) = (world, name);
        Context = new ProcessContext(world.Loop);
        var network = new Network(world, this);
        var journal = new HostJournal(new WatchedJournal(world, this, world.Disks.Journal), network);
        Services = new OwnerServices(
            world.Mutation.OverHost(world, this, journal), new HostWakeUps(world.Disks.WakeUps, network), new HostPayloads(world.Disks.Payloads, network),
            world.Disks.Visibility, new HostRunList(world, this, world.Disks.Visibility, network), new HostAgents(SimulatedAgents.All, world.Mutation, network),
            new SimulatedWorkers(world, this), world.Mutation.Clock(world), world.EngineOptions, name,
            OnTrouble);
    }

    /// <summary>What wake-ups call this life.</summary>
    public string Name { get; }

    /// <summary>Where its code runs.</summary>
    public ProcessContext Context { get; }

    /// <summary>What its owners work with.</summary>
    public OwnerServices Services { get; }

    /// <summary>Whether it lives.</summary>
    public bool Alive => Context.Alive;

    /// <summary>Whether it stops: it begins nothing more, and its sessions go to other hosts.</summary>
    public bool Leaves { get; private set; }

    /// <summary>Begins to stop.</summary>
    public void Leave()
    {
        Leaves = true;
        Context.Run(() =>
        {
            foreach (var activation in activations.Values.ToList())
                activation.LeaveHost();
        });
    }

    /// <summary>Takes an input in for a session, or wakes it; a call to a host that is gone is never answered.</summary>
    public void Call(SessionKey session, SessionInput? input, bool wake, Action<Exception?> answer) => Context.Run(() => _ = CallAsync(session, input, wake, answer));

    /// <summary>Drops the owners that have nothing to do, as a host does with idle ones.</summary>
    public void DropIdle() => Context.Run(() =>
    {
        foreach (var (session, activation) in activations)
        {
            if (!activation.Busy)
                Drop(session, activation);
        }
    });

    /// <summary>Lets an owner go; the next call opens another.</summary>
    public void Drop(SessionKey session, Activation activation)
    {
        activation.Leave();
        if (activations.GetValueOrDefault(session) == activation)
            activations.Remove(session);
    }

    private void OnTrouble(SessionKey session, Exception failure)
    {
        world.Trace($"{Name} trouble with {session}: {failure.Message}");
        world.Expect(failure);
    }

    private async Task CallAsync(SessionKey session, SessionInput? input, bool wake, Action<Exception?> answer)
    {
        if (!activations.TryGetValue(session, out var activation))
            activations.Add(session, activation = new Activation(world, this, session));
        var failure = await activation.SendAsync(input, wake);
        if (Alive)
            world.Loop.After(world.Between(0, 5), () => answer(failure));
    }
}
