using AgentGrains.Core.Conversations;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;

namespace AgentGrains.Core.Owners;

/// <summary>Reads a session from its journal.</summary>
public static class SessionReader
{
    /// <summary>The state that an opening holds. A checkpoint that does not read is no loss: the journal is.</summary>
    public static async ValueTask<SessionState> ReadStateAsync(SessionKey key, JournalOpening opening, IJournalStore journal, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(opening);
        ArgumentNullException.ThrowIfNull(journal);
        if (opening.Checkpoint is null)
            return Fold(SessionState.Empty, opening.Tail);
        if (JournalCodec.DecodeCheckpoint(opening.Checkpoint) is { } saved)
            return Fold(saved, opening.Tail);
        var state = SessionState.Empty;
        await foreach (var record in journal.ReadAsync(key, 0, opening.Header.Position, cancellation))
            state = Fold(state, [record]);
        return state;
    }

    /// <summary>The conversation of a session up to a position.</summary>
    public static async ValueTask<Conversation> ReadConversationAsync(SessionKey key, long to, IJournalStore journal, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(journal);
        var conversation = new Conversation();
        await foreach (var record in journal.ReadAsync(key, 0, to, cancellation))
        {
            foreach (var entry in JournalCodec.Decode(record))
            {
                if (entry.Place.Position < to)
                    conversation.Add(entry);
            }
        }
        return conversation;
    }

    private static SessionState Fold(SessionState state, IEnumerable<JournalRecord> records)
    {
        foreach (var record in records)
        {
            foreach (var entry in JournalCodec.Decode(record))
            {
                if (entry.Place.Position >= state.Position)
                    state = SessionEngine.Apply(state, entry);
            }
        }
        return state;
    }
}
