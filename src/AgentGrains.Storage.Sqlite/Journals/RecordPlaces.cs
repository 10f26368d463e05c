using AgentGrains.Storage.Sqlite.Files;

namespace AgentGrains.Storage.Sqlite.Journals;

/// <summary>Where each session's records are, in two tables: a small one that appends write to, and a large one to which they are moved in bulk.</summary>
/// <remarks>
/// With one index over (session, position), 128 sessions that append at once change 128 of its pages for the sake of 14 bytes each, and
/// each changed page is written whole, to the log and then to the file: eleven times what the records take. The recent places fit
/// into a dozen pages for any number of sessions, and moving them in order changes each page of the large table once for many records. Measured with
/// 800,000 records of 1.4 KB from 128 tasks on two busy cores: 33,000 appends a second with one index, 71,000 to 103,000 with both tables.
/// A session's recent places come after all its others, so a reader takes one table after the other.
/// </remarks>
internal static class RecordPlaces
{
    /// <summary>How many places are recent before they are moved, which takes about 10 ms.</summary>
    public const int MaxRecent = 8_192;

    /// <summary>Notes the place of a new record.</summary>
    public static void Add(WriterState state, long session, long position, long record)
    {
        state.Connection.Sql("INSERT INTO recent_places (session_no, position, record_no) VALUES (?, ?, ?)").Bind(session).Bind(position).Bind(record).Run();
        state.RecentPlaces = state.RecentPlaces + 1 ?? state.Connection.Sql("SELECT count(*) FROM recent_places").First(row => row.Number(0));
        if (state.RecentPlaces < MaxRecent)
            return;
        state.Connection.Sql("INSERT INTO places (session_no, position, record_no) SELECT session_no, position, record_no FROM recent_places ORDER BY session_no, position").Run();
        state.Connection.Sql("DELETE FROM recent_places").Run();
        state.RecentPlaces = 0;
    }

    /// <summary>Deletes a session's records and their places.</summary>
    public static void Delete(WriterState state, long session)
    {
        state.Connection.Sql("DELETE FROM records WHERE no IN (SELECT record_no FROM places WHERE session_no = ?)").Bind(session).Run();
        state.Connection.Sql("DELETE FROM records WHERE no IN (SELECT record_no FROM recent_places WHERE session_no = ?)").Bind(session).Run();
        state.Connection.Sql("DELETE FROM places WHERE session_no = ?").Bind(session).Run();
        state.Connection.Sql("DELETE FROM recent_places WHERE session_no = ?").Bind(session).Run();
        state.RecentPlaces = null;
    }
}
