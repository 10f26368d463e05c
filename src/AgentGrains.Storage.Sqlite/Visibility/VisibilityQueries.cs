using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;
using AgentGrains.Storage.Sqlite.Files;

namespace AgentGrains.Storage.Sqlite.Visibility;

/// <summary>Lists as SQL: only the conditions a query has, so that SQLite sees which index serves it.</summary>
internal static class VisibilityQueries
{
    private const string IsActive = "EXISTS (SELECT 1 FROM runs WHERE runs.session = listed_sessions.id AND ended = 0)";

    private static readonly HashSet<string> Unfinished =
        [.. Enum.GetValues<RunStatus>().Where(status => !status.HasEnded()).Select(status => status.ToString().ToLowerInvariant())];

    public static List<RunView> Runs(Connection connection, VisibilityQuery query)
    {
        // The partial index serves only those who ask for what it holds.
        var status = query.Status is null ? "" : Unfinished.Contains(query.Status) ? " AND ended = 0 AND status = ?" : " AND status = ?";
        var statement = connection.Sql($"""
            SELECT view FROM runs WHERE TRUE{If(query.Session is not null, " AND session = ?")}{If(query.Agent is not null, " AND agent = ?")}{status}{Rest(query)}
            """);
        if (query.Session is { } session)
            statement.Bind(session.ToString());
        if (query.Agent is not null)
            statement.Bind(query.Agent);
        if (query.Status is not null)
            statement.Bind(query.Status);
        return BindRest(statement, query).Rows(VisibilityRow.ReadRun);
    }

    public static List<SessionView> Sessions(Connection connection, VisibilityQuery query)
    {
        var status = query.Status switch
        {
            null => "",
            // As a set: few of many sessions are active, and this way SQLite begins with them.
            SessionView.Active => " AND id IN (SELECT session FROM runs WHERE ended = 0)",
            SessionView.Idle => $" AND NOT {IsActive}",
            _ => " AND FALSE",
        };
        var statement = connection.Sql($"""
            SELECT view, {IsActive} FROM listed_sessions WHERE TRUE{If(query.Session is not null, " AND id = ?")}{If(query.Agent is not null, " AND agent = ?")}{status}{Rest(query)}
            """);
        if (query.Session is { } session)
            statement.Bind(session.ToString());
        if (query.Agent is not null)
            statement.Bind(query.Agent);
        return BindRest(statement, query).Rows(VisibilityRow.ReadSession);
    }

    private static string Rest(VisibilityQuery query) =>
        $"{If(query.CreatedAfter is not null, " AND created_at > ?")}{If(query.After is not null, " AND id < ?")} ORDER BY id DESC LIMIT ?";

    private static Statement BindRest(Statement statement, VisibilityQuery query)
    {
        if (query.CreatedAfter is { } createdAfter)
            statement.Bind(createdAfter.ToUnixTimeMilliseconds());
        if (query.After is not null)
            statement.Bind(query.After);
        return statement.Bind(query.Limit);
    }

    private static string If(bool condition, string sql) => condition ? sql : "";
}
