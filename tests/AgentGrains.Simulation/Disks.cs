using AgentGrains.Core.Stores;
using AgentGrains.Testing.Stores;

namespace AgentGrains.Simulation;

/// <summary>What survives every crash of a simulated world.</summary>
internal sealed class Disks(Mutation mutation, World world)
{
    /// <summary>The journals, as hosts write them.</summary>
    public IJournalStore Journal { get; } = mutation.OverDisk(world, new InMemoryJournalStore());

    /// <summary>The wake-ups.</summary>
    public IWakeUpStore WakeUps { get; private set; } = mutation.OverDisk(world, new InMemoryWakeUpStore());

    /// <summary>Large content.</summary>
    public IPayloadStore Payloads { get; } = new InMemoryPayloadStore();

    /// <summary>The list of runs.</summary>
    public IVisibilityStore Visibility { get; } = new InMemoryVisibilityStore();

    /// <summary>All wake-ups are gone.</summary>
    public void LoseWakeUps() => WakeUps = mutation.OverDisk(world, new InMemoryWakeUpStore());
}
