using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Stores;
using AgentGrains.Simulation.Hosts;

namespace AgentGrains.Simulation.Mutations;

/// <summary>Defect: a run continues after its end.</summary>
internal sealed class EntriesAfterTheEnd : Mutation
{
    public override IJournalStore OverHost(World world, Host host, IJournalStore journal) => RecordDefect.Over(journal, static entries =>
        entries.SelectMany(placed => placed.Entry is RunCompleted ? [placed.Entry, new RunResumed { Run = placed.Entry.Run }] : (Entry[])[placed.Entry]));
}
