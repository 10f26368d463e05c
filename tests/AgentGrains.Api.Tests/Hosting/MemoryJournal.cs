using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;

namespace AgentGrains.Api.Tests.Hosting;

/// <summary>Journals in memory, for one owner that never loses a race.</summary>
internal sealed class MemoryJournal : IJournalStore
{
    private readonly ConcurrentDictionary<SessionKey, List<JournalRecord>> sessions = new();

    public ValueTask AppendAsync(JournalAppend append, CancellationToken cancellation)
    {
        var records = sessions.GetOrAdd(append.Session, _ => []);
        lock (records)
            records.Add(new JournalRecord(append.Position, append.Count, append.Content));
        return ValueTask.CompletedTask;
    }

    public async IAsyncEnumerable<JournalRecord> ReadAsync(SessionKey session, long from, long to, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.Yield();
        foreach (var record in Copy(session).Where(record => record.Position < to && record.Position + record.Count > from))
            yield return record;
    }

    public ValueTask<SessionHeader?> ReadHeaderAsync(SessionKey session, CancellationToken cancellation) =>
        ValueTask.FromResult(Copy(session) is [.., var last] ? new SessionHeader(1, last.Position + last.Count, true) : null);

    public ValueTask DeleteAsync(SessionKey session, CancellationToken cancellation)
    {
        sessions.TryRemove(session, out _);
        return ValueTask.CompletedTask;
    }

    public ValueTask<JournalOpening?> OpenAsync(SessionKey session, CancellationToken cancellation) => throw new NotSupportedException("The API does not open journals.");

    public ValueTask SaveCheckpointAsync(SessionKey session, long position, ReadOnlyMemory<byte> state, CancellationToken cancellation) => throw new NotSupportedException("The API saves no checkpoints.");

    public IAsyncEnumerable<SessionKey> ReadUnfinishedAsync(CancellationToken cancellation) => throw new NotSupportedException("The API looks for no unfinished sessions.");

    private List<JournalRecord> Copy(SessionKey session)
    {
        if (!sessions.TryGetValue(session, out var records))
            return [];
        lock (records)
            return [.. records];
    }
}
