using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Storage.Sqlite.Files;

namespace AgentGrains.Storage.Sqlite.Journals;

/// <summary>The queries of a journal.</summary>
internal static class JournalReads
{
    private const string LastRecent = "SELECT record_no FROM recent_places WHERE session_no = sessions.no ORDER BY position DESC LIMIT 1";
    private const string LastOther = "SELECT record_no FROM places WHERE session_no = sessions.no ORDER BY position DESC LIMIT 1";

    /// <summary>A session's number and header; the header is null where the session is not there.</summary>
    public static (long No, SessionHeader? Header) Header(Connection connection, SessionId session) =>
        connection.Sql($"""
            SELECT sessions.no, epoch, unfinished, position + count FROM sessions
            JOIN records ON records.no = coalesce(({LastRecent}), ({LastOther})) WHERE id = ?
            """).Bind(session.ToString()).First(row => (row.Number(0), new SessionHeader(row.Number(1), row.Number(3), row.Flag(2))));

    /// <summary>A session as its owner takes it up, all of one moment.</summary>
    public static JournalOpening? Open(Connection connection, SessionId session)
    {
        var (no, header) = Header(connection, session);
        if (header is null)
            return null;
        var checkpoint = connection.Sql("SELECT position, state FROM checkpoints WHERE session_no = ?").Bind(no)
            .First(row => new JournalCheckpoint(row.Number(0), row.Blob(1)));
        return new JournalOpening(header, checkpoint, Records(connection, no, checkpoint?.Position ?? 0, long.MaxValue, long.MaxValue));
    }

    /// <summary>The first of a session's records that hold positions of a range: at least one where there is one, and no more after so many bytes.</summary>
    public static List<JournalRecord> Records(Connection connection, SessionId session, long from, long to, long maxBytes) =>
        connection.Snapshot(moment => RecordsNow(moment, session, from, to, maxBytes));

    private static List<JournalRecord> RecordsNow(Connection connection, SessionId session, long from, long to, long maxBytes)
    {
        var no = connection.Sql("SELECT no FROM sessions WHERE id = ?").Bind(session.ToString()).First(row => row.Number(0));
        return no == 0 ? [] : Records(connection, no, from, to, maxBytes);
    }

    private static List<JournalRecord> Records(Connection connection, long no, long from, long to, long maxBytes)
    {
        var room = maxBytes;
        var records = Records(connection, "places", no, from, to, ref room);
        if (room >= 0)
            records.AddRange(Records(connection, "recent_places", no, records.Count == 0 ? from : End(records), to, ref room));
        return records;
    }

    private static List<JournalRecord> Records(Connection connection, string places, long no, long from, long to, ref long room)
    {
        // The range may begin inside a record, so the search begins at the last one that begins before it.
        var left = room;
        var records = connection.Sql($"""
            SELECT places.position, count, content FROM {places} AS places JOIN records ON records.no = places.record_no
            WHERE places.session_no = ?1 AND places.position < ?3 AND places.position + count > ?2
              AND places.position >= coalesce((SELECT max(position) FROM {places} WHERE session_no = ?1 AND position <= ?2), 0)
            ORDER BY places.position
            """).Bind(no).Bind(from).Bind(to)
            .Rows(row => new JournalRecord(row.Number(0), (int)row.Number(1), row.Blob(2)), rows => (left -= rows[^1].Content.Length + 64) < 0);
        room = left;
        return records;
    }

    private static long End(List<JournalRecord> records) => records[^1].Position + records[^1].Count;
}
