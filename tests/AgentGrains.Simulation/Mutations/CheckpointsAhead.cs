using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;

namespace AgentGrains.Simulation.Mutations;

/// <summary>Defect: checkpoints are saved whether or not the channels have delivered what is before them.</summary>
internal sealed class CheckpointsAhead : Mutation
{
    public override IJournalStore OverDisk(World world, IJournalStore journal) => new JournalDefect(journal, static async (inner, append, cancellation) =>
    {
        await inner.AppendAsync(append, cancellation);
        var opening = await inner.OpenAsync(append.Session, cancellation);
        var state = JournalReader.SavedIn(opening).State;
        await foreach (var entry in new JournalReader(inner).ReadTailAsync(append.Session, opening!, state, cancellation))
            state = SessionEngine.Apply(state, entry);
        await inner.SaveCheckpointAsync(append.Session, state.Position, JournalCodec.EncodeCheckpoint(state), cancellation);
    });
}
