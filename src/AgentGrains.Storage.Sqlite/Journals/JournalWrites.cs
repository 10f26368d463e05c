using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Storage.Sqlite.Files;

namespace AgentGrains.Storage.Sqlite.Journals;

/// <summary>What the writer does to a journal.</summary>
/// <remarks>
/// The stored header has no position: a session's next position is where its last record ends, and the two cannot differ. So an append
/// is an insert of the record and of its place; the header's row is touched only where the epoch or the status changes. As the writer is the only one who writes
/// the file, what it remembers of a session stays true until a transaction is rolled back, and then it forgets everything.
/// </remarks>
internal static class JournalWrites
{
    /// <summary>Appends, or answers false where another owner was first. Checks before it writes, so a conflict leaves the group as it is.</summary>
    public static bool Append(WriterState state, JournalAppend append)
    {
        var head = Find(state, append.Session.Session);
        if (append.Position != (head?.Position ?? 0) || append.Epoch < (head?.Epoch ?? 0))
            return false;
        if (head is null)
            head = Create(state, append);
        else if (head.Epoch != append.Epoch || head.Unfinished != append.Unfinished)
            Update(state, head, append);
        var place = new Place(append.Position, append.Count, state.Connection.Recent.NextRecord());
        state.Connection.Sql("INSERT INTO records (no, session_no, position, count, content) VALUES (?, ?, ?, ?, ?)")
            .Bind(place.Record).Bind(head.No).Bind(append.Position).Bind(append.Count).Bind(append.Content.Span).Run();
        RecordPlaces.Add(state, head.No, place);
        head.Position += append.Count;
        return true;
    }

    /// <summary>Saves a checkpoint where the session is there and has none further on.</summary>
    public static void SaveCheckpoint(WriterState state, SessionId session, long position, ReadOnlySpan<byte> content)
    {
        if (Find(state, session) is not { } head)
            return;
        state.Connection.Sql("""
            INSERT INTO checkpoints (session_no, position, state) VALUES (?, ?, ?)
            ON CONFLICT (session_no) DO UPDATE SET position = excluded.position, state = excluded.state WHERE excluded.position >= position
            """).Bind(head.No).Bind(position).Bind(content).Run();
    }

    /// <summary>Erases all there is of a session.</summary>
    public static void Delete(WriterState state, SessionId session)
    {
        if (Find(state, session) is not { } head)
            return;
        state.Heads.Forget(session);
        RecordPlaces.Delete(state.Connection, head.No);
        state.Connection.Sql("DELETE FROM checkpoints WHERE session_no = ?").Bind(head.No).Run();
        state.Connection.Sql("DELETE FROM sessions WHERE no = ?").Bind(head.No).Run();
    }

    private static Head? Find(WriterState state, SessionId session)
    {
        if (state.Heads.Find(session) is { } known)
            return known;
        var (no, header) = JournalReads.Header(state.Connection, session);
        return header is null
            ? null
            : state.Heads.Add(new Head(session, no) { Epoch = header.Epoch, Position = header.Position, Unfinished = header.Unfinished });
    }

    private static Head Create(WriterState state, JournalAppend append)
    {
        state.Connection.Sql("INSERT INTO sessions (id, epoch, unfinished) VALUES (?, ?, ?)")
            .Bind(append.Session.Session.ToString()).Bind(append.Epoch).Bind(append.Unfinished).Run();
        return state.Heads.Add(new Head(append.Session.Session, state.Connection.LastInserted) { Epoch = append.Epoch, Position = 0, Unfinished = append.Unfinished });
    }

    private static void Update(WriterState state, Head head, JournalAppend append)
    {
        state.Connection.Sql("UPDATE sessions SET epoch = ?, unfinished = ? WHERE no = ?")
            .Bind(append.Epoch).Bind(append.Unfinished).Bind(head.No).Run();
        (head.Epoch, head.Unfinished) = (append.Epoch, append.Unfinished);
    }
}
