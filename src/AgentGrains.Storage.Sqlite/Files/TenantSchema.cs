using AgentGrains.Storage.Sqlite.Journals;

namespace AgentGrains.Storage.Sqlite.Files;

/// <summary>The tables of a tenant's file.</summary>
internal static class TenantSchema
{
    /// <summary>All steps; append to them, never change one.</summary>
    public static readonly Schema Value = new([Version1, Version2, Version3], PageBytes, RecordPlaces.Load);

    /// <summary>Bytes of a page.</summary>
    /// <remarks>
    /// Rows do not cross pages, so small pages waste space: five records of 1.4 KB fill 0.87 of 8 KiB, eleven 0.96 of 16 KiB, two 0.7 of 4 KiB. Each commit writes
    /// at least one page whole, so large pages waste writes (bench/README.md, <c>device_bytes</c>).
    /// </remarks>
    private const int PageBytes = 8 * 1024;

    // Records have a row number, so they are in the order in which they came and a group of appends fills whole pages. Where a
    // session's records are is in two tables of one form: places, and recent_places for those not moved there yet.
    // Times are Unix milliseconds.
    private const string Version1 = $"""
        CREATE TABLE sessions (
          no INTEGER PRIMARY KEY,
          id TEXT NOT NULL UNIQUE,
          epoch INTEGER NOT NULL,
          unfinished INTEGER NOT NULL);
        CREATE INDEX sessions_unfinished ON sessions (id) WHERE unfinished = 1;

        CREATE TABLE records (
          no INTEGER PRIMARY KEY,
          session_no INTEGER NOT NULL,
          position INTEGER NOT NULL,
          count INTEGER NOT NULL,
          content BLOB NOT NULL);
        CREATE TABLE places (
          session_no INTEGER NOT NULL,
          position INTEGER NOT NULL,
          record_no INTEGER NOT NULL,
          PRIMARY KEY (session_no, position)) WITHOUT ROWID;
        CREATE TABLE recent_places (
          session_no INTEGER NOT NULL,
          position INTEGER NOT NULL,
          record_no INTEGER NOT NULL,
          PRIMARY KEY (session_no, position)) WITHOUT ROWID;

        CREATE TABLE checkpoints (
          session_no INTEGER PRIMARY KEY,
          position INTEGER NOT NULL,
          state BLOB NOT NULL);

        CREATE TABLE payloads (
          no INTEGER PRIMARY KEY,
          sha256 BLOB NOT NULL UNIQUE,
          content BLOB NOT NULL);
        CREATE TABLE payload_references (
          session TEXT NOT NULL,
          payload_no INTEGER NOT NULL,
          PRIMARY KEY (session, payload_no)) WITHOUT ROWID;
        CREATE INDEX payload_references_payload ON payload_references (payload_no);

        CREATE TABLE runs (
          id TEXT NOT NULL PRIMARY KEY,
          session TEXT NOT NULL,
          agent TEXT NOT NULL,
          status TEXT NOT NULL,
          ended INTEGER NOT NULL,
          created_at INTEGER NOT NULL,
          position INTEGER NOT NULL,
          view BLOB NOT NULL);
        CREATE INDEX runs_agent ON runs (agent, id);
        CREATE INDEX runs_session ON runs (session, id);
        CREATE INDEX runs_unfinished ON runs (status, id) WHERE ended = 0;
        CREATE INDEX runs_active ON runs (session) WHERE ended = 0;

        CREATE TABLE listed_sessions (
          id TEXT NOT NULL PRIMARY KEY,
          agent TEXT NOT NULL,
          created_at INTEGER NOT NULL,
          view BLOB NOT NULL);
        CREATE INDEX listed_sessions_agent ON listed_sessions (agent, id);

        CREATE TABLE definitions (
          kind TEXT NOT NULL,
          name TEXT NOT NULL,
          version INTEGER NOT NULL,
          created_at INTEGER NOT NULL,
          archived INTEGER NOT NULL,
          body BLOB NOT NULL,
          PRIMARY KEY (kind, name, version));

        CREATE TABLE idempotency (
          route TEXT NOT NULL,
          key TEXT NOT NULL,
          body_sha256 TEXT NOT NULL,
          seed TEXT NOT NULL,
          begun_at INTEGER NOT NULL,
          status INTEGER,
          content_type TEXT,
          location TEXT,
          body BLOB,
          PRIMARY KEY (route, key));
        CREATE INDEX idempotency_begun_at ON idempotency (begun_at);

        {HostSchema.GrainState}
        """;

    // The places of the records after moved_records are in memory (see RecordPlaces). Unfinished sessions are read by a command only, which reads all sessions.
    private const string Version2 = """
        INSERT INTO places (session_no, position, record_no) SELECT session_no, position, record_no FROM recent_places ORDER BY session_no, position;
        DROP TABLE recent_places;
        CREATE TABLE moved_records (up_to INTEGER NOT NULL);
        INSERT INTO moved_records (up_to) SELECT coalesce(max(no), 0) FROM records;
        DROP INDEX sessions_unfinished
        """;

    private const string Version3 = """
        ALTER TABLE idempotency ADD COLUMN owner TEXT NOT NULL DEFAULT '';
        CREATE TABLE erased_sessions (
          id TEXT NOT NULL PRIMARY KEY,
          at INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX erased_sessions_at ON erased_sessions (at)
        """;
}
