using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Storage.Sqlite.Files;

namespace AgentGrains.Storage.Sqlite.Journals;

/// <summary>The queries of a journal.</summary>
internal static class JournalReads
{
    /// <summary>Reads all of one moment: from one snapshot of the file and the recent places that belong to it.</summary>
    public static T OfOneMoment<T>(Connection connection, Func<Connection, T> read)
    {
        while (true)
        {
            var moves = connection.Recent.Moves;
            var result = connection.Snapshot(read);
            if (connection.Recent.Moves == moves)
                return result;
        }
    }

    /// <summary>A session's number and header; the header is null if there is no such session. Inside a transaction.</summary>
    public static (long No, SessionHeader? Header) Header(Connection connection, SessionId session)
    {
        var (no, epoch, unfinished) = connection.Sql("SELECT no, epoch, unfinished FROM sessions WHERE id = ?").Bind(session.ToString())
            .First(row => (row.Number(0), row.Number(1), row.Flag(2)));
        if (no == 0)
            return default;
        var position = End(connection, no);
        return position == 0 ? default : (no, new SessionHeader(epoch, position, unfinished));
    }

    /// <summary>A session as its owner opens it. Inside a transaction.</summary>
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
        OfOneMoment(connection, moment => RecordsNow(moment, session, from, to, maxBytes));

    private static List<JournalRecord> RecordsNow(Connection connection, SessionId session, long from, long to, long maxBytes)
    {
        var no = connection.Sql("SELECT no FROM sessions WHERE id = ?").Bind(session.ToString()).First(row => row.Number(0));
        return no == 0 ? [] : Records(connection, no, from, to, maxBytes);
    }

    private static List<JournalRecord> Records(Connection connection, long no, long from, long to, long maxBytes)
    {
        var room = maxBytes;
        // The range may start inside a record, so the search starts at the last one that starts before it.
        var records = connection.Sql("""
            SELECT places.position, count, content FROM places JOIN records ON records.no = places.record_no
            WHERE places.session_no = ?1 AND places.position < ?3 AND places.position + count > ?2
              AND places.position >= coalesce((SELECT max(position) FROM places WHERE session_no = ?1 AND position <= ?2), 0)
            ORDER BY places.position
            """).Bind(no).Bind(from).Bind(to)
            .Rows(Record, rows => (room -= SizeOf(rows[^1])) < 0);
        foreach (var place in connection.Recent.Of(no, from, to))
        {
            if (room < 0)
                break;
            if (records.Count > 0 && place.Position + place.Count <= records[^1].Position + records[^1].Count)
                continue;
            if (connection.Sql("SELECT position, count, content FROM records WHERE no = ?").Bind(place.Record).First(Record) is not { } record)
                continue;
            records.Add(record);
            room -= SizeOf(record);
        }
        return records;
    }

    /// <summary>The position after a session's last record; 0 if there is none.</summary>
    private static long End(Connection connection, long no)
    {
        for (var i = 0; connection.Recent.FromEnd(no, i) is { } place; i++)
        {
            if (connection.Sql("SELECT position + count FROM records WHERE no = ?").Bind(place.Record).First(row => row.Number(0)) is > 0 and var end)
                return end;
        }
        return connection.Sql("""
            SELECT records.position + count FROM places JOIN records ON records.no = places.record_no
            WHERE places.session_no = ? ORDER BY places.position DESC LIMIT 1
            """).Bind(no).First(row => row.Number(0));
    }

    private static JournalRecord Record(Statement row) => new(row.Number(0), (int)row.Number(1), row.Blob(2));

    private static long SizeOf(JournalRecord record) => record.Content.Length + 64;
}
