using System.Text.Json;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;
using AgentGrains.Storage.Sqlite.Files;

namespace AgentGrains.Storage.Sqlite.Visibility;

/// <summary>A change of the list, encoded.</summary>
internal sealed record VisibilityRow(SessionView? Session, byte[] SessionJson, RunView? Run, byte[] RunJson, long Position)
{
    public int SizeBytes => SessionJson.Length + RunJson.Length;

    public static VisibilityRow Of(VisibilityChange change) => new(
        change.Session,
        change.Session is null ? [] : JsonSerializer.SerializeToUtf8Bytes(change.Session, WireForms.Default.SessionView),
        change.Run,
        change.Run is null ? [] : JsonSerializer.SerializeToUtf8Bytes(change.Run with { Output = null }, WireForms.Default.RunView),
        change.Position);

    public static RunView ReadRun(Statement row) => JsonSerializer.Deserialize(row.Span(0), WireForms.Default.RunView)!;

    /// <summary>Reads a session's view and whether it is active.</summary>
    public static SessionView ReadSession(Statement row) =>
        JsonSerializer.Deserialize(row.Span(0), WireForms.Default.SessionView)! with { Status = row.Flag(1) ? SessionView.Active : SessionView.Idle };

    public static bool IsErased(Connection connection, SessionId session) =>
        connection.Sql("SELECT EXISTS (SELECT 1 FROM erased_sessions WHERE id = ?)").Bind(session.ToString()).First(static row => row.Flag(0));

    public void Write(Connection connection)
    {
        if (IsErased(connection, Run?.Id.Session ?? Session!.Id))
            return;
        if (Session is not null)
            WriteSession(connection, Session);
        if (Run is not null)
            WriteRun(connection, Run);
    }

    private void WriteSession(Connection connection, SessionView session) =>
        connection.Sql("""
            INSERT INTO listed_sessions (id, agent, created_at, view) VALUES (?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET agent = excluded.agent, created_at = excluded.created_at, view = excluded.view
            """).Bind(session.Id.ToString()).Bind(session.Agent).Bind(session.CreatedAt.ToUnixTimeMilliseconds()).Bind(SessionJson).Run();

    private void WriteRun(Connection connection, RunView run) =>
        connection.Sql("""
            INSERT INTO runs (id, session, agent, status, ended, created_at, position, view) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET agent = excluded.agent, status = excluded.status, ended = excluded.ended,
              created_at = excluded.created_at, position = excluded.position, view = excluded.view
            WHERE excluded.position >= position
            """).Bind(run.Id.ToString()).Bind(run.Id.Session.ToString()).Bind(run.Agent).Bind(run.Status.ToString().ToLowerInvariant())
            .Bind(run.Status.HasEnded()).Bind(run.CreatedAt.ToUnixTimeMilliseconds()).Bind(Position).Bind(RunJson).Run();
}
