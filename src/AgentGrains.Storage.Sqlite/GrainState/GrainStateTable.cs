using AgentGrains.Storage.Sqlite.Files;

namespace AgentGrains.Storage.Sqlite.GrainState;

/// <summary>The rows of grain state in one file. An ETag is chance, so one of a cleared state never fits the state that is written after it.</summary>
internal static class GrainStateTable
{
    public static (string ETag, byte[] State)? Read(Connection connection, string type, string id) =>
        connection.Sql("SELECT etag, state FROM grain_state WHERE type = ? AND id = ?").Bind(type).Bind(id)
            .First<(string, byte[])?>(row => (row.Text(0), row.Blob(1)));

    /// <summary>Writes where the stored ETag is the expected one, null being that of no row; answers the new ETag, or null and the stored one.</summary>
    public static (string? Written, string? Stored) Write(Connection connection, string type, string id, string? expected, ReadOnlySpan<byte> state)
    {
        var stored = ETag(connection, type, id);
        if (stored != expected)
            return (null, stored);
        var written = connection.Sql("""
            INSERT INTO grain_state (type, id, etag, state) VALUES (?, ?, lower(hex(randomblob(8))), ?)
            ON CONFLICT (type, id) DO UPDATE SET etag = excluded.etag, state = excluded.state RETURNING etag
            """).Bind(type).Bind(id).Bind(state).First(row => row.Text(0));
        return (written, stored);
    }

    /// <summary>Removes the row where its ETag is the expected one; answers whether it was, and the stored one.</summary>
    public static (bool Cleared, string? Stored) Clear(Connection connection, string type, string id, string? expected)
    {
        var stored = ETag(connection, type, id);
        if (stored != expected)
            return (false, stored);
        connection.Sql("DELETE FROM grain_state WHERE type = ? AND id = ?").Bind(type).Bind(id).Run();
        return (true, stored);
    }

    private static string? ETag(Connection connection, string type, string id) =>
        connection.Sql("SELECT etag FROM grain_state WHERE type = ? AND id = ?").Bind(type).Bind(id).First(row => row.Text(0));
}
