using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Stores;
using AgentGrains.Simulation.Hosts;

namespace AgentGrains.Simulation.Mutations;

/// <summary>Defect: sleeps are recorded a little shorter than they were asked for.</summary>
internal sealed class ShortenedSleeps : Mutation
{
    public override IJournalStore OverHost(World world, Host host, IJournalStore journal) => RecordDefect.Over(journal, static entries =>
        entries.Select(placed => placed.Entry is SleepStarted sleep ? sleep with { WakeAt = sleep.WakeAt.AddMilliseconds(-1) } : placed.Entry));
}
