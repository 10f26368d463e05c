using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;

namespace AgentGrains.Simulation.Mutations;

/// <summary>A journal that appends, or opens, in a way of its own and does everything else as it should.</summary>
internal sealed class JournalDefect(
    IJournalStore inner, Func<IJournalStore, JournalAppend, CancellationToken, ValueTask>? append = null, Func<JournalOpening, JournalOpening>? open = null) : IJournalStore
{
    public ValueTask AppendAsync(JournalAppend one, CancellationToken cancellation) =>
        append is null ? inner.AppendAsync(one, cancellation) : append(inner, one, cancellation);

    public async ValueTask<JournalOpening?> OpenAsync(SessionKey session, CancellationToken cancellation) =>
        await inner.OpenAsync(session, cancellation) is not { } opening ? null : open is null ? opening : open(opening);

    public IAsyncEnumerable<JournalRecord> ReadAsync(SessionKey session, long from, long to, CancellationToken cancellation) => inner.ReadAsync(session, from, to, cancellation);

    public ValueTask<SessionHeader?> ReadHeaderAsync(SessionKey session, CancellationToken cancellation) => inner.ReadHeaderAsync(session, cancellation);

    public ValueTask SaveCheckpointAsync(SessionKey session, long position, ReadOnlyMemory<byte> state, CancellationToken cancellation) =>
        inner.SaveCheckpointAsync(session, position, state, cancellation);

    public ValueTask DeleteAsync(SessionKey session, CancellationToken cancellation) => inner.DeleteAsync(session, cancellation);

    public IAsyncEnumerable<SessionKey> ReadUnfinishedAsync(CancellationToken cancellation) => inner.ReadUnfinishedAsync(cancellation);
}
