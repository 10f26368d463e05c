using AgentGrains.Core.Stores;

namespace AgentGrains.Simulation.Mutations;

/// <summary>Defect: an owner that lost the session appends all the same, behind what the other one wrote.</summary>
internal sealed class NoFence : Mutation
{
    public override IJournalStore OverDisk(World world, IJournalStore journal) => new JournalDefect(journal, static async (inner, append, cancellation) =>
    {
        var header = await inner.ReadHeaderAsync(append.Session, cancellation);
        await inner.AppendAsync(append with { Position = header?.Position ?? 0, Epoch = Math.Max(append.Epoch, header?.Epoch ?? 0) }, cancellation);
    });
}
