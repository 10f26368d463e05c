using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Runtime.Channels;
using AgentGrains.Runtime.Effects;
using AgentGrains.Runtime.Sessions;
using AgentGrains.Simulation.Effects;
using AgentGrains.Simulation.Faults;
using AgentGrains.Simulation.Scheduling;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentGrains.Simulation.Hosts;

/// <summary>One life of a host: after a crash another one starts under another name. What it runs is what ships.</summary>
internal sealed class Host
{
    private static readonly TimeSpan ListDelay = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<SessionKey, SessionShell> sessions = [];
    private readonly World world;

    public Host(World world, string name)
    {
        (this.world, Name) = (world, name);
        Context = new ProcessContext(world.Loop);
        var network = new Network(world, this);
        var journal = new HostJournal(new WatchedJournal(world, this, world.Disks.Journal), network);
        var payloads = new HostPayloads(world.Disks.Payloads, network);
        var visibility = new HostVisibility(world.Disks.Visibility, network);
        var (transport, gate) = (new WorldTransport(world), new DrainGate());
        IReadOnlyList<WorldExecutor> executors = [new ModelInWorld(world), new ToolInWorld(world, payloads), new PollInWorld(world)];
        Broken = new BrokenSessions(transport, Context, world.Loop, NullLogger<BrokenSessions>.Instance);
        Services = new SessionServices
        {
            Journal = world.Mutation.OverHost(world, this, journal),
            WakeUps = new HostWakeUps(world.Disks.WakeUps, network),
            Payloads = payloads,
            Visibility = visibility,
            RunList = new RunListWriter(visibility, Context, world.Loop, ListDelay, NullLogger<RunListWriter>.Instance),
            Agents = new HostAgents(SimulatedAgents.All, world.Mutation, network),
            Effects = new EffectPipeline(
                [new FaultStage(world, this), new SlotStage(executors, 4, 4)], executors,
                new EffectReporter(transport, Context, world.Loop, NullLogger<EffectReporter>.Instance), gate, new AtOnce(), NullLogger<EffectPipeline>.Instance),
            Gate = gate,
            Output = new NoOutput(),
            Time = world.Mutation.Clock(world),
            Options = world.EngineOptions,
            Host = name,
            // Checkpoints come every few hundred entries; here many more, so that owners open from all kinds of them.
            CheckpointEvery = world.Random.Next(1, 20),
            OnTrouble = OnTrouble,
        };
    }

    /// <summary>What wake-ups call this life.</summary>
    public string Name { get; }

    /// <summary>Where its code runs.</summary>
    public ProcessContext Context { get; }

    /// <summary>What its sessions work with.</summary>
    public SessionServices Services { get; }

    /// <summary>Calls sessions again whose owner broke here.</summary>
    public BrokenSessions Broken { get; }

    /// <summary>Whether it lives.</summary>
    public bool Alive => Context.Alive;

    /// <summary>Whether it stops: it begins nothing more, and its sessions go to other hosts.</summary>
    public bool Leaves => Services.Gate.IsClosed;

    /// <summary>Begins to stop; ends when its effects have, or when the grace period is over.</summary>
    public void Leave(TimeSpan grace) => Context.Run(() => _ = DrainAsync(grace));

    /// <summary>Sends an input to a session; a call to a host that is gone is never answered.</summary>
    public void Send(SessionKey session, SessionInput input, Action<Exception?> answer) =>
        Call(session, answer, host => host.SendAsync(input, input is CreateRun { NewSession: true }));

    /// <summary>Calls a session because of its wake-up.</summary>
    public void Wake(SessionKey session, Action<Exception?> answer) => Call(session, answer, static host => host.WakeAsync());

    /// <summary>Reads a session as it is stored.</summary>
    public void Read(SessionKey session, Action<SessionState> read) => Call(session, static _ => { }, async host => read(await host.ReadCurrentAsync()));

    /// <summary>Drops the sessions that have nothing to do, as a host does with idle ones.</summary>
    public void DropIdle() => Context.Run(() =>
    {
        foreach (var shell in sessions.Values.Where(static shell => !shell.Session.IsBusy).ToList())
            Drop(shell);
    });

    /// <summary>Lets a session go; the next call opens it again.</summary>
    public void Drop(SessionShell shell)
    {
        shell.Session.Close();
        if (sessions.GetValueOrDefault(shell.Session.Key) == shell)
            sessions.Remove(shell.Session.Key);
    }

    /// <summary>Makes a call of a session; every failure has to be an expected one.</summary>
    public async Task<Exception?> GuardAsync(Func<Task> call)
    {
        try
        {
            await call();
            return null;
        }
        catch (Exception failure)
        {
            world.Expect(failure);
            return failure;
        }
    }

    private async Task DrainAsync(TimeSpan grace)
    {
        Services.Gate.Close();
        Broken.Stop();
        foreach (var shell in sessions.Values.ToList())
            shell.Session.OnDrain();
        await Services.Gate.WhenDrainedAsync(grace, world.Loop);
        world.Loop.After(world.Between(0, 2_000), () => world.Cluster.Crash(this));
    }

    private void OnTrouble(SessionKey session, Exception failure)
    {
        world.Trace($"{Name} trouble with {session}: {failure.Message}");
        world.Expect(failure);
    }

    private void Call(SessionKey session, Action<Exception?> answer, Func<SessionHost, Task> call) => Context.Run(() => _ = CallAsync(session, answer, call));

    private async Task CallAsync(SessionKey session, Action<Exception?> answer, Func<SessionHost, Task> call)
    {
        if (!sessions.TryGetValue(session, out var shell))
            sessions.Add(session, shell = new SessionShell(world, this, session));
        var failure = await GuardAsync(() => call(shell.Session));
        if (Alive)
            world.Loop.After(world.Between(0, 5), () => answer(failure));
    }
}
