using System.Runtime.CompilerServices;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;

namespace AgentGrains.Testing.Stores;

/// <summary>The reference model of <see cref="IJournalStore"/>: what it does is what every store has to do. Thread safe; holds any number of sessions.</summary>
public sealed class InMemoryJournalStore : IJournalStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<SessionKey, Journal> journals = [];

    /// <inheritdoc/>
    public ValueTask<JournalOpening?> OpenAsync(SessionKey session, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            if (!journals.TryGetValue(session, out var journal))
                return new((JournalOpening?)null);
            var tail = journal.Between(journal.Checkpoint?.Position ?? 0, long.MaxValue);
            var checkpoint = journal.Checkpoint is { } saved ? saved with { State = saved.State.ToArray() } : null;
            return new(new JournalOpening(journal.Header, checkpoint, tail));
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The append breaks a range that <see cref="JournalAppend"/> states.</exception>
    public ValueTask AppendAsync(JournalAppend append, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(append.Epoch, 1, nameof(append));
        ArgumentOutOfRangeException.ThrowIfNegative(append.Position, nameof(append));
        ArgumentOutOfRangeException.ThrowIfLessThan(append.Count, 1, nameof(append));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(append.Content.Length, JournalAppend.MaxContentBytes, nameof(append));
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            var header = journals.TryGetValue(append.Session, out var journal) ? journal.Header : new SessionHeader(0, 0, false);
            if (header.Position != append.Position || header.Epoch > append.Epoch)
                return ValueTask.FromException(new JournalConflictException(append.Session, append.Position));
            journals[append.Session] = journal ??= new Journal();
            journal.Header = new SessionHeader(append.Epoch, append.Position + append.Count, append.Unfinished);
            journal.Records.Add(new JournalRecord(append.Position, append.Count, append.Content.ToArray()));
        }
        return default;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<JournalRecord> ReadAsync(SessionKey session, long from, long to, [EnumeratorCancellation] CancellationToken cancellation)
    {
        IReadOnlyList<JournalRecord> records;
        lock (gate)
            records = journals.TryGetValue(session, out var journal) ? journal.Between(from, to) : [];
        foreach (var record in records)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return record;
        }
        await ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<SessionHeader?> ReadHeaderAsync(SessionKey session, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
            return new(journals.GetValueOrDefault(session)?.Header);
    }

    /// <inheritdoc/>
    public ValueTask SaveCheckpointAsync(SessionKey session, long position, ReadOnlyMemory<byte> state, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            if (journals.TryGetValue(session, out var journal) && !(journal.Checkpoint?.Position > position))
                journal.Checkpoint = new JournalCheckpoint(position, state.ToArray());
        }
        return default;
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(SessionKey session, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
            journals.Remove(session);
        return default;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SessionKey> ReadUnfinishedAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        SessionKey[] unfinished;
        lock (gate)
            unfinished = [.. journals.Where(journal => journal.Value.Header.Unfinished).Select(journal => journal.Key)];
        foreach (var session in unfinished)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return session;
        }
        await ValueTask.CompletedTask;
    }

    private sealed class Journal
    {
        public SessionHeader Header { get; set; } = new(0, 0, false);

        public JournalCheckpoint? Checkpoint { get; set; }

        public List<JournalRecord> Records { get; } = [];

        public JournalRecord[] Between(long from, long to) =>
            [.. Records.Where(record => from < to && record.Position + record.Count > from && record.Position < to).Select(record => record with { Content = record.Content.ToArray() })];
    }
}
