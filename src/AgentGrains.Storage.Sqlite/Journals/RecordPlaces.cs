using AgentGrains.Storage.Sqlite.Files;

namespace AgentGrains.Storage.Sqlite.Journals;

/// <summary>Where each session's records are: in the table <c>places</c>, and of the newest records in memory, from which they are moved in bulk.</summary>
/// <remarks>
/// With one index over (session, position), 128 sessions that append at once change 128 of its pages for 14 bytes each, and each changed page is written whole, to
/// the log and then to the file: eleven times what the records take. Moved in order, each page changes once for many records. The newest places need no table: the
/// records hold session and position themselves and are in the order in which they came, so a start reads the last few thousand
/// (docs/decisions/0014-recent-places-in-memory.md). A session's recent places come after all its others, so a reader takes one after the other.
/// </remarks>
internal static class RecordPlaces
{
    /// <summary>How many places are recent before they are moved, which takes about 10 ms.</summary>
    public const int MaxRecent = 8_192;

    private const string Moved = "SELECT up_to FROM moved_records";

    /// <summary>Reads the places of the records that were not moved before the file was last closed, and from which number records continue.</summary>
    public static void Load(Connection connection)
    {
        // Now and not at the first append: a session that is deleted in between leaves its places in memory, so its numbers must not be given again.
        connection.Recent.StartAfter(connection.Sql($"SELECT max(coalesce((SELECT max(no) FROM records), 0), ({Moved}))").First(row => row.Number(0)));
        var records = connection.Sql($"SELECT session_no, position, count, no FROM records WHERE no > ({Moved}) ORDER BY no");
        foreach (var (session, place) in records.Rows(row => (row.Number(0), new Place(row.Number(1), row.Number(2), row.Number(3)))))
            connection.Recent.Add(session, place);
    }

    /// <summary>Notes the place of a new record.</summary>
    public static void Add(WriterState state, long session, Place place)
    {
        var connection = state.Connection;
        connection.Recent.Add(session, place);
        // Once a group: what it has moved is removed from memory when it is committed.
        if (connection.Recent.Count < MaxRecent || state.MovedUpTo is not null)
            return;
        connection.Sql($"""
            INSERT INTO places (session_no, position, record_no)
            SELECT session_no, position, no FROM records WHERE no > ({Moved}) ORDER BY session_no, position
            """).Run();
        connection.Sql("UPDATE moved_records SET up_to = ?").Bind(place.Record).Run();
        state.MovedUpTo = place.Record;
    }

    /// <summary>Deletes a session's records and their places.</summary>
    public static void Delete(Connection connection, long session)
    {
        connection.Sql("DELETE FROM records WHERE no IN (SELECT record_no FROM places WHERE session_no = ?)").Bind(session).Run();
        connection.Sql("DELETE FROM places WHERE session_no = ?").Bind(session).Run();
        foreach (var place in connection.Recent.Of(session))
            connection.Sql("DELETE FROM records WHERE no = ? AND session_no = ?").Bind(place.Record).Bind(session).Run();
    }
}
