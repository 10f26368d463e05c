using AgentGrains.Core.Stores;

namespace AgentGrains.Simulation.Mutations;

/// <summary>Defect: the disk confirms a record and keeps nothing of what it says.</summary>
internal sealed class EmptiedRecords : Mutation
{
    public override IJournalStore OverDisk(World world, IJournalStore journal) => new JournalDefect(journal, (inner, append, cancellation) =>
        inner.AppendAsync(world.Random.Next(20) == 0 ? append with { Content = ReadOnlyMemory<byte>.Empty } : append, cancellation));
}
