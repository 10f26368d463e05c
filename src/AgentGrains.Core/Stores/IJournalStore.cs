using AgentGrains.Core.Ids;

namespace AgentGrains.Core.Stores;

/// <summary>The journals of all sessions. One session is the atomic unit; nothing is promised across sessions.</summary>
/// <remarks>
/// Safe for concurrent use. A record is what one append wrote: one or more entries that belong together.
/// A store that cannot be reached throws <see cref="Errors.AgentGrainsException"/> with <see cref="Errors.ErrorCodes.StoreUnavailable"/>;
/// it never answers as if there were nothing.
/// </remarks>
public interface IJournalStore
{
    /// <summary>Reads what an owner needs to take a session up: its header, its checkpoint and the records after it.</summary>
    /// <returns>Null where the session has never been written. Buffers belong to the caller.</returns>
    ValueTask<JournalOpening?> OpenAsync(SessionKey session, CancellationToken cancellation);

    /// <summary>Appends one record, all of it or nothing, durable when the call returns.</summary>
    /// <remarks>
    /// Succeeds only where the stored next position equals <see cref="JournalAppend.Position"/> and the stored epoch is not above
    /// <see cref="JournalAppend.Epoch"/>, which then becomes the stored one. A session that is not there counts as position 0, epoch 0.
    /// The buffer must not change until the call returns. After any exception but the conflict the outcome is unknown: read the header.
    /// </remarks>
    /// <exception cref="JournalConflictException">Another owner appended first; nothing was written.</exception>
    ValueTask AppendAsync(JournalAppend append, CancellationToken cancellation);

    /// <summary>Reads the records that hold positions from <paramref name="from"/> (inclusive) to <paramref name="to"/> (exclusive), in order.</summary>
    /// <remarks>The first and the last record may reach beyond the range. Only what is durable is seen. An unknown session gives nothing.</remarks>
    IAsyncEnumerable<JournalRecord> ReadAsync(SessionKey session, long from, long to, CancellationToken cancellation);

    /// <summary>Reads a session's header; null where the session has never been written.</summary>
    ValueTask<SessionHeader?> ReadHeaderAsync(SessionKey session, CancellationToken cancellation);

    /// <summary>Saves the fold of the entries before <paramref name="position"/>, in place of an older one. A cache: losing it loses nothing.</summary>
    /// <remarks>One with a lower position than the stored one, or for a session that is not there, is dropped.</remarks>
    ValueTask SaveCheckpointAsync(SessionKey session, long position, ReadOnlyMemory<byte> state, CancellationToken cancellation);

    /// <summary>Erases the session's header, records and checkpoint. Nothing happens where there are none.</summary>
    ValueTask DeleteAsync(SessionKey session, CancellationToken cancellation);

    /// <summary>All sessions whose header says that a run has not ended, of every tenant, in no order: from them the wake-ups can be rebuilt.</summary>
    IAsyncEnumerable<SessionKey> ReadUnfinishedAsync(CancellationToken cancellation);
}
