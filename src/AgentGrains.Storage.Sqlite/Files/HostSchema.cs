namespace AgentGrains.Storage.Sqlite.Files;

/// <summary>The tables of the host's file.</summary>
internal static class HostSchema
{
    /// <summary>State of grains, the same in both kinds of file. Part of their first step.</summary>
    internal const string GrainState = """
        CREATE TABLE grain_state (
          type TEXT NOT NULL,
          id TEXT NOT NULL,
          etag TEXT NOT NULL,
          state BLOB NOT NULL,
          PRIMARY KEY (type, id))
        """;

    /// <summary>All steps; append to them, never change one.</summary>
    public static readonly Schema Value = new([Version1, Version2]);

    // Due rows are read by shard and time, and orphaned ones by shard and owner: each index is the whole of what its reader looks at.
    private const string Version1 = $"""
        CREATE TABLE wake_ups (
          session TEXT NOT NULL PRIMARY KEY,
          shard INTEGER NOT NULL,
          due_at INTEGER NOT NULL,
          owner TEXT,
          stamp INTEGER NOT NULL);
        CREATE INDEX wake_ups_due ON wake_ups (shard, due_at, session);
        CREATE INDEX wake_ups_owned ON wake_ups (shard, owner) WHERE owner IS NOT NULL;

        CREATE TABLE reminders (
          grain TEXT NOT NULL,
          name TEXT NOT NULL,
          hash INTEGER NOT NULL,
          start_at_ticks INTEGER NOT NULL,
          period_ticks INTEGER NOT NULL,
          etag TEXT NOT NULL,
          PRIMARY KEY (grain, name));
        CREATE INDEX reminders_hash ON reminders (hash);

        {GrainState}
        """;

    // Without a row number the table is its own index by session: a page less to write for each wake-up.
    private const string Version2 = """
        CREATE TABLE wake_ups_by_session (
          session TEXT NOT NULL PRIMARY KEY,
          shard INTEGER NOT NULL,
          due_at INTEGER NOT NULL,
          owner TEXT,
          stamp INTEGER NOT NULL) WITHOUT ROWID;
        INSERT INTO wake_ups_by_session SELECT session, shard, due_at, owner, stamp FROM wake_ups ORDER BY session;
        DROP TABLE wake_ups;
        ALTER TABLE wake_ups_by_session RENAME TO wake_ups;
        CREATE INDEX wake_ups_due ON wake_ups (shard, due_at, session);
        CREATE INDEX wake_ups_owned ON wake_ups (shard, owner) WHERE owner IS NOT NULL
        """;
}
