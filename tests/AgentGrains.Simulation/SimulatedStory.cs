using System.Globalization;
using AgentGrains.Core.Ids;
using AgentGrains.Simulation.Clients;
using AgentGrains.Simulation.Faults;
using AgentGrains.Simulation.Hosts;

namespace AgentGrains.Simulation;

/// <summary>A world from its first input to its rest: chaos, then calm, then people who look after what waits for them.</summary>
internal sealed class SimulatedStory
{
    private const long MostEvents = 400_000;
    private const double RestoredRate = 0.1;
    private static readonly TimeSpan Patience = TimeSpan.FromHours(6);

    /// <summary>Longer than any request is on its way.</summary>
    private static readonly TimeSpan UntilAllArrived = TimeSpan.FromSeconds(30);

    private readonly World world;
    private readonly Person person;

    private SimulatedStory(int seed, Mutation mutation, bool traced)
    {
        var random = new Random(seed);
        world = new World(seed, mutation, traced, hosts: random.Next(1, 4)) { Rates = FaultRates.Of(random) };
        person = new Person(world);
        for (var i = 0; i < 1 + random.Next(3); i++)
        {
            var session = SessionKey.Parse(string.Create(CultureInfo.InvariantCulture, $"tenant-{i % 2}/ses_{seed:00000000000000000000}{i:000000}"));
            var ledger = new SessionLedger(session);
            world.Ledgers.Add(session, ledger);
            ledger.Readers.Add(new EventReader(world, ledger));
        }
    }

    /// <summary>Lives through the world of a seed; throws at the first promise that is broken.</summary>
    public static long Run(int seed, Mutation? mutation = null, bool traced = false)
    {
        var before = SynchronizationContext.Current;
        try
        {
            return new SimulatedStory(seed, mutation ?? Mutation.None, traced).Live();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private long Live()
    {
        world.Cluster.Start();
        new WakeUpShards(world, world.Ledgers.Keys).Look();
        var chaos = world.Between(2_000, 90_000);
        foreach (var session in world.Ledgers.Keys)
            new Client(world, session).Begin(world.Random.Next(1, 14), chaos);
        foreach (var reader in world.Ledgers.Values.SelectMany(ledger => ledger.Readers))
            reader.Renew();
        DropIdleHosts();
        RunUntil(world.Loop.GetUtcNow() + chaos);
        world.Rates = FaultRates.None;
        if (world.Chance(RestoredRate))
            Restore();
        Rest();
        for (var round = 0; round < 60 && world.Ledgers.Values.Any(ledger => ledger.State.Unfinished); round++)
        {
            person.Help();
            RunUntil(world.Loop.GetUtcNow() + TimeSpan.FromSeconds(3));
            Rest();
        }
        // What is idle tidies up behind itself: the list of runs, and then the wake-up.
        RunUntil(world.Loop.GetUtcNow() + TimeSpan.FromHours(1.1));
        world.AtEnd();
        ThrowFailure();
        return world.Loop.Count;
    }

    /// <summary>The service comes back on journals that were restored without their wake-ups.</summary>
    private void Restore()
    {
        world.Trace("everything stops, and the wake-ups are lost");
        world.Cluster.Stop();
        RunUntil(world.Loop.GetUtcNow() + UntilAllArrived);
        world.RestoredAt = world.Loop.GetUtcNow();
        world.Disks.LoseWakeUps();
        world.Mutation.Rebuild(world);
        world.Cluster.Start();
    }

    private void Rest()
    {
        var end = world.Loop.GetUtcNow() + Patience;
        while (world.ClientsAtWork > 0 || !world.Ledgers.Values.All(person.IsAtRest))
        {
            RunUntil(world.Loop.GetUtcNow() + TimeSpan.FromSeconds(5));
            if (world.Loop.GetUtcNow() < end)
                continue;
            var restless = world.Ledgers.Values.FirstOrDefault(ledger => !person.IsAtRest(ledger));
            world.Fail("Liveness", $"{restless?.Key.Session} does not come to rest: {restless?.State.Active}");
            ThrowFailure();
        }
    }

    private void RunUntil(DateTimeOffset end)
    {
        var over = false;
        world.Loop.After(end - world.Loop.GetUtcNow(), () => over = true);
        while (!over && world.Loop.Step())
        {
            if (world.Loop.Count > MostEvents)
                world.Fail("Liveness", "The world goes round in circles.");
            ThrowFailure();
        }
    }

    private void ThrowFailure()
    {
        if (world.Failure is { } failure)
            throw failure;
    }

    private void DropIdleHosts()
    {
        world.Loop.After(world.Between(1_000, 30_000), DropIdleHosts);
        foreach (var host in world.Cluster.Alive.ToList())
            host.DropIdle();
        if (world.Chance(world.Rates.HostLeaves))
            world.Cluster.Leave();
    }
}
