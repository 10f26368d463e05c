using System.Runtime.CompilerServices;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;

namespace AgentGrains.Runtime.Sessions;

/// <summary>Reads a session from its journal.</summary>
public static class JournalReader
{
    /// <summary>The fold that a session's opening starts with. A checkpoint that does not read is no loss: the journal is read from its beginning instead.</summary>
    public static SessionState SavedIn(JournalOpening? opening) =>
        opening?.Checkpoint is { } checkpoint && JournalCodec.DecodeCheckpoint(checkpoint) is { } saved ? saved : SessionState.Empty;

    /// <summary>The entries of an opening from a fold on, in order.</summary>
    public static async IAsyncEnumerable<PlacedEntry> ReadTailAsync(
        SessionKey key, JournalOpening opening, SessionState saved, IJournalStore journal, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(opening);
        ArgumentNullException.ThrowIfNull(saved);
        ArgumentNullException.ThrowIfNull(journal);
        if (saved.Position < (opening.Checkpoint?.Position ?? 0))
        {
            await foreach (var entry in ReadAsync(key, saved.Position, opening.Header.Position, journal, cancellation))
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

    /// <summary>The entries of a range of positions, in order.</summary>
    public static async IAsyncEnumerable<PlacedEntry> ReadAsync(
        SessionKey key, long from, long to, IJournalStore journal, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(journal);
        await foreach (var record in journal.ReadAsync(key, from, to, cancellation))
        {
            foreach (var entry in JournalCodec.Decode(record))
            {
                if (entry.Place.Position >= from && entry.Place.Position < to)
                    yield return entry;
            }
        }
    }

    /// <summary>The conversation of a session up to a position.</summary>
    public static async ValueTask<Conversation> ReadConversationAsync(SessionKey key, long to, IJournalStore journal, CancellationToken cancellation)
    {
        var conversation = new Conversation();
        await foreach (var entry in ReadAsync(key, 0, to, journal, cancellation))
            conversation.Add(entry);
        return conversation;
    }
}
