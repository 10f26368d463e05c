using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Stores;

namespace AgentGrains.Simulation.Mutations;

/// <summary>Defect: now and then the completion of a tool call is written twice.</summary>
internal sealed class CompletionTwice : Mutation
{
    public override IJournalStore OverDisk(World world, IJournalStore journal) => new JournalDefect(journal, async (inner, append, cancellation) =>
    {
        await inner.AppendAsync(append, cancellation);
        var entries = JournalCodec.Decode(new JournalRecord(append.Position, append.Count, append.Content));
        if (entries.Any(entry => entry.Entry is ToolCallCompleted) && world.Random.Next(10) == 0)
            await inner.AppendAsync(append with { Position = append.Position + append.Count }, cancellation);
    });
}
