using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Storage.Sqlite.Files;

namespace AgentGrains.Storage.Sqlite.Journals;

/// <summary>The queries of a journal.</summary>
internal static class JournalReads
{
    /// <summary>A session's number and header; the header is null where the session is not there.</summary>
    public static (long No, SessionHeader? Header) Header(Connection connection, SessionId session) =>
        connection.Sql("""
            SELECT no, epoch, unfinished,
              coalesce((SELECT position + count FROM records WHERE session_no = no_of.no ORDER BY position DESC LIMIT 1), 0)
            FROM sessions AS no_of WHERE id = ?
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
    public static List<JournalRecord> Records(Connection connection, SessionId session, long from, long to, long maxBytes)
    {
        var no = connection.Sql("SELECT no FROM sessions WHERE id = ?").Bind(session.ToString()).First(row => row.Number(0));
        return no == 0 ? [] : Records(connection, no, from, to, maxBytes);
    }

    private static List<JournalRecord> Records(Connection connection, long no, long from, long to, long maxBytes)
    {
        // The range may begin inside a record, so the search begins at the last one that begins before it.
        var bytes = 0L;
        return connection.Sql("""
            SELECT position, count, content FROM records
            WHERE session_no = ?1 AND position < ?3 AND position + count > ?2
              AND position >= coalesce((SELECT max(position) FROM records WHERE session_no = ?1 AND position <= ?2), 0)
            ORDER BY position
            """).Bind(no).Bind(from).Bind(to)
            .Rows(row => new JournalRecord(row.Number(0), (int)row.Number(1), row.Blob(2)), rows => (bytes += rows[^1].Content.Length + 64) > maxBytes);
    }
}
