using AgentGrains.Core.Agents;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;
using AgentGrains.Runtime.WakeUps;
using AgentGrains.Simulation.Hosts;
using AgentGrains.Simulation.Scheduling;

namespace AgentGrains.Simulation;

/// <summary>A defect put into a simulated world on purpose, to show that a checker finds it. This one is none.</summary>
internal class Mutation
{
    /// <summary>No defect.</summary>
    public static readonly Mutation None = new();

    public virtual IJournalStore OverDisk(World world, IJournalStore journal) => journal;

    public virtual IWakeUpStore OverDisk(World world, IWakeUpStore wakeUps) => wakeUps;

    public virtual IJournalStore OverHost(World world, Host host, IJournalStore journal) => journal;

    /// <summary>Rebuilds lost wake-ups.</summary>
    public virtual void Rebuild(World world) => Finished.Of(new ValueTask(WakeUpRebuild.RunAsync(world.Disks.Journal, world.Disks.WakeUps, world.Loop, CancellationToken.None)));

    public virtual TimeProvider Clock(World world) => world.Loop;

    public virtual SessionInput Report(World world, SessionInput result) => result;

    /// <summary>What reaches a session of an input that is sent.</summary>
    public virtual SessionInput Input(World world, SessionKey session, SessionInput input) => input;

    /// <summary>What a host believes of an agent.</summary>
    public virtual AgentDefinition Agent(AgentDefinition agent) => agent;

    /// <summary>What a stream hands on of what reaches it.</summary>
    public virtual IEnumerable<PlacedEntry> Stream(World world, JournalCursor cursor, IReadOnlyList<PlacedEntry> offered) => cursor.Take(offered);
}
