using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Stores;
using AgentGrains.Simulation.Hosts;

namespace AgentGrains.Simulation.Mutations;

/// <summary>Defect: to resume a paused run also lets its held steps be tried again.</summary>
internal sealed class ResumeReleases : Mutation
{
    public override IJournalStore OverHost(World world, Host host, IJournalStore journal) => new HeldSteps(world).Over(journal);

    private sealed class HeldSteps(World world)
    {
        public IJournalStore Over(IJournalStore journal) => RecordDefect.Over(journal, entries => entries.SelectMany(Rewrite));

        private IEnumerable<Entry> Rewrite(PlacedEntry placed)
        {
            yield return placed.Entry;
            if (placed.Entry is not RunResumed resumed)
                yield break;
            var runs = world.Ledgers.Values.Select(ledger => ledger.State.Active).Where(run => run is { Paused: true } && run.Key == resumed.Run);
            foreach (var step in runs.SelectMany(run => run!.Open).OfType<EffectStep>().Where(step => step.Held is not null))
                yield return new StepReleased { Run = resumed.Run, Step = step.Number };
        }
    }
}
