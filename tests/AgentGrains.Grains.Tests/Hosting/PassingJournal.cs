using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;

namespace AgentGrains.Grains.Tests.Hosting;

/// <summary>A journal that hands everything on; those derived from it watch or disturb some of it.</summary>
internal abstract class PassingJournal(IJournalStore inner) : IJournalStore
{
    protected IJournalStore Inner { get; } = inner;

    public virtual ValueTask AppendAsync(JournalAppend append, CancellationToken cancellation) => Inner.AppendAsync(append, cancellation);

    public virtual ValueTask<JournalOpening?> OpenAsync(SessionKey session, CancellationToken cancellation) => Inner.OpenAsync(session, cancellation);

    public virtual IAsyncEnumerable<JournalRecord> ReadAsync(SessionKey session, long from, long to, CancellationToken cancellation) => Inner.ReadAsync(session, from, to, cancellation);

    public virtual ValueTask<SessionHeader?> ReadHeaderAsync(SessionKey session, CancellationToken cancellation) => Inner.ReadHeaderAsync(session, cancellation);

    public ValueTask SaveCheckpointAsync(SessionKey session, long position, ReadOnlyMemory<byte> state, CancellationToken cancellation) =>
        Inner.SaveCheckpointAsync(session, position, state, cancellation);

    public virtual ValueTask DeleteAsync(SessionKey session, CancellationToken cancellation) => Inner.DeleteAsync(session, cancellation);

    public IAsyncEnumerable<SessionKey> ReadUnfinishedAsync(CancellationToken cancellation) => Inner.ReadUnfinishedAsync(cancellation);
}
