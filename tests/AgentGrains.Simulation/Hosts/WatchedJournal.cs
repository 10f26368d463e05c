using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Simulation.Scheduling;

namespace AgentGrains.Simulation.Hosts;

/// <summary>The disk's journals as one host writes them: the world sees each executed append.</summary>
internal sealed class WatchedJournal(World world, Host host, IJournalStore disk) : IJournalStore
{
    public ValueTask<JournalOpening?> OpenAsync(SessionKey session, CancellationToken cancellation) => disk.OpenAsync(session, cancellation);

    public ValueTask AppendAsync(JournalAppend append, CancellationToken cancellation)
    {
        Finished.Of(disk.AppendAsync(append, cancellation));
        world.Stored(host, append);
        return ValueTask.CompletedTask;
    }

    public IAsyncEnumerable<JournalRecord> ReadAsync(SessionKey session, long from, long to, CancellationToken cancellation) => disk.ReadAsync(session, from, to, cancellation);

    public ValueTask<SessionHeader?> ReadHeaderAsync(SessionKey session, CancellationToken cancellation) => disk.ReadHeaderAsync(session, cancellation);

    public ValueTask SaveCheckpointAsync(SessionKey session, long position, ReadOnlyMemory<byte> state, CancellationToken cancellation) =>
        disk.SaveCheckpointAsync(session, position, state, cancellation);

    public ValueTask DeleteAsync(SessionKey session, CancellationToken cancellation) => disk.DeleteAsync(session, cancellation);

    public IAsyncEnumerable<SessionKey> ReadUnfinishedAsync(CancellationToken cancellation) => disk.ReadUnfinishedAsync(cancellation);
}
