using System.Runtime.CompilerServices;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;

namespace AgentGrains.Core.Stores;

/// <summary>Reads sessions from their journals: entries by position, and what is folded from the last checkpoint on. Safe for concurrent use.</summary>
/// <param name="journal">The journals.</param>
public sealed class JournalReader(IJournalStore journal)
{
    /// <summary>What a session's opening starts with. A checkpoint that does not read is no loss: the journal is read from its beginning instead.</summary>
    public static SavedSession SavedIn(JournalOpening? opening) =>
        opening?.Checkpoint is { } checkpoint && JournalCodec.DecodeCheckpoint(checkpoint) is { } saved ? saved : SavedSession.None;

    /// <summary>The position after the last entry; 0 if the session was never written.</summary>
    public async ValueTask<long> EndAsync(SessionKey session, CancellationToken cancellation) =>
        (await journal.ReadHeaderAsync(session, cancellation))?.Position ?? 0;

    /// <summary>The entries from a position to the end there is now, in order.</summary>
    public async IAsyncEnumerable<PlacedEntry> ReadToEndAsync(SessionKey session, long from, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var entry in ReadAsync(session, from, await EndAsync(session, cancellation), cancellation))
            yield return entry;
    }

    /// <summary>The entries from a position (inclusive) to another (exclusive), in order.</summary>
    public async IAsyncEnumerable<PlacedEntry> ReadAsync(SessionKey session, long from, long to, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (from >= to)
            yield break;
        await foreach (var record in journal.ReadAsync(session, from, to, cancellation))
        {
            // Records at the edges may reach beyond the range.
            foreach (var entry in JournalCodec.Decode(record))
            {
                if (entry.Place.Position >= from && entry.Place.Position < to)
                    yield return entry;
            }
        }
    }

    /// <summary>The entries of an opening from a fold on, in order.</summary>
    public async IAsyncEnumerable<PlacedEntry> ReadTailAsync(
        SessionKey session, JournalOpening opening, SessionState saved, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(opening);
        ArgumentNullException.ThrowIfNull(saved);
        if (saved.Position < (opening.Checkpoint?.Position ?? 0))
        {
            await foreach (var entry in ReadAsync(session, saved.Position, opening.Header.Position, cancellation))
                yield return entry;
            yield break;
        }
        foreach (var record in opening.Tail)
        {
            foreach (var entry in JournalCodec.Decode(record))
            {
                if (entry.Place.Position >= saved.Position)
                    yield return entry;
            }
        }
    }

    /// <summary>The conversation of a session up to a position, from its last checkpoint where that is not further on.</summary>
    public async ValueTask<Conversation> ReadConversationAsync(SessionKey session, long to, CancellationToken cancellation)
    {
        var opening = await journal.OpenAsync(session, cancellation);
        if (opening is not null && SavedIn(opening) is { Conversation: { } conversation, State: var saved } && conversation.Position <= to)
        {
            await foreach (var entry in ReadTailAsync(session, opening, saved, cancellation))
            {
                if (entry.Place.Position < to)
                    conversation.Add(entry);
            }
            return conversation;
        }
        var whole = new Conversation();
        await foreach (var entry in ReadAsync(session, 0, to, cancellation))
            whole.Add(entry);
        return whole;
    }
}
