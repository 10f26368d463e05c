using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;

namespace AgentGrains.Core.Stores;

/// <summary>The row of a session that changes in the same transaction as its journal.</summary>
/// <param name="Epoch">The owner's generation; a lower one cannot append any more.</param>
/// <param name="Position">The position the next entry gets; the number of entries there are.</param>
/// <param name="Unfinished">Whether a run has not ended yet.</param>
public sealed record SessionHeader(long Epoch, long Position, bool Unfinished);

/// <summary>What an owner reads to take a session up.</summary>
/// <param name="Header">The session's header.</param>
/// <param name="Checkpoint">The newest saved fold, if there is one.</param>
/// <param name="Tail">The records with positions at or after the checkpoint's, in order, without gaps, up to the header's position.</param>
public sealed record JournalOpening(SessionHeader Header, JournalCheckpoint? Checkpoint, IReadOnlyList<JournalRecord> Tail);

/// <summary>A saved fold.</summary>
/// <param name="Position">The fold holds every entry before this position.</param>
/// <param name="State">The fold, as its owner encoded it.</param>
public sealed record JournalCheckpoint(long Position, ReadOnlyMemory<byte> State);

/// <summary>What one append wrote.</summary>
/// <param name="Position">The position of its first entry.</param>
/// <param name="Count">How many entries it holds, at least 1.</param>
/// <param name="Content">The entries, as their owner encoded them.</param>
public sealed record JournalRecord(long Position, int Count, ReadOnlyMemory<byte> Content);

/// <summary>One append.</summary>
/// <param name="Session">Whose journal.</param>
/// <param name="Epoch">The owner's generation, at least 1.</param>
/// <param name="Position">The position the first entry is to get.</param>
/// <param name="Count">How many entries, at least 1.</param>
/// <param name="Content">The entries encoded, at most <see cref="MaxContentBytes"/>.</param>
/// <param name="Unfinished">Whether a run has not ended yet, after these entries.</param>
public readonly record struct JournalAppend(SessionKey Session, long Epoch, long Position, int Count, ReadOnlyMemory<byte> Content, bool Unfinished)
{
    /// <summary>The most bytes of one append: what every backend takes in one transaction (Azure Tables: 4 MiB, less room for keys).</summary>
    public const int MaxContentBytes = 3 * 1024 * 1024;
}

/// <summary>Another owner of the session appended first. The loser drops its state and reads the journal again.</summary>
/// <param name="session">The session.</param>
/// <param name="expected">The position the loser expected to be next.</param>
public sealed class JournalConflictException(SessionKey session, long expected)
    : AgentGrainsException(ErrorCodes.JournalConflict, $"Session {session} has another owner: position {expected} is taken or the epoch is stale.");
