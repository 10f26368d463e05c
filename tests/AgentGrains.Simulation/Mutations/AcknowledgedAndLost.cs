using AgentGrains.Core.Stores;

namespace AgentGrains.Simulation.Mutations;

/// <summary>Defect: now and then the journal confirms what it has not written, so that work begins and callers are answered for nothing.</summary>
internal sealed class AcknowledgedAndLost : Mutation
{
    public override IJournalStore OverDisk(World world, IJournalStore journal) => new JournalDefect(journal, (inner, append, cancellation) =>
        world.Random.Next(20) == 0 ? ValueTask.CompletedTask : inner.AppendAsync(append, cancellation));
}
