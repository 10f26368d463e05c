using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;
using AgentGrains.Runtime.Sessions;

namespace AgentGrains.Simulation.Mutations;

/// <summary>Defect: checkpoints are saved whether or not the channels have delivered what is before them.</summary>
internal sealed class CheckpointsAhead : Mutation
{
    public override IJournalStore OverDisk(World world, IJournalStore journal) => new JournalDefect(journal, static async (inner, append, cancellation) =>
    {
        await inner.AppendAsync(append, cancellation);
        var opening = await inner.OpenAsync(append.Session, cancellation);
        var state = JournalReader.SavedIn(opening);
        await foreach (var entry in JournalReader.ReadTailAsync(append.Session, opening!, state, inner, cancellation))
            state = SessionEngine.Apply(state, entry);
        await inner.SaveCheckpointAsync(append.Session, state.Position, JournalCodec.EncodeCheckpoint(state), cancellation);
    });
}
