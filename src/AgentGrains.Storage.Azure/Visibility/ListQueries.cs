using System.Runtime.CompilerServices;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;
using AgentGrains.Storage.Azure.Connections;
using Azure.Data.Tables;

namespace AgentGrains.Storage.Azure.Visibility;

/// <summary>Lists, each over the rows that leave out the most: what an index does not tell is looked at in the rows it names.</summary>
internal static class ListQueries
{
    /// <summary>Rows that an index names and that are read at a time.</summary>
    private const int Portion = 50;

    private static readonly HashSet<string> UnendedStatuses = [.. Enum.GetValues<RunStatus>().Where(status => !status.HasEnded()).Select(status => status.ToString().ToLowerInvariant())];

    public static async Task<List<RunView>> RunsAsync(StoreTable lists, VisibilityQuery query, CancellationToken cancellation)
    {
        var after = query.After is null ? "" : ListRows.MirrorRun(query.After);
        var unended = query.Status is not null && UnendedStatuses.Contains(query.Status);
        var rows = query switch
        {
            { Session: { } session } => NamedAsync(lists, ListRows.OfSession(session), after, "", ListRows.RunKey, cancellation),
            { Status: { } status } when unended => NamedAsync(lists, ListRows.Unended, after, Is(ListRows.StatusColumn, status), ListRows.RunKey, cancellation),
            { Agent: { } agent, Status: null } => NamedAsync(lists, ListRows.OfAgent(agent), after, "", ListRows.RunKey, cancellation),
            // One that has ended may be any of all: the store itself looks through them.
            _ => lists.QueryAsync(
                From(ListRows.Runs, after) + Is(ListRows.AgentColumn, query.Agent) + Is(ListRows.StatusColumn, query.Status) + IsAfter(query.CreatedAfter), null, query.Limit, cancellation),
        };
        var runs = new List<RunView>();
        await foreach (var row in rows)
        {
            var run = ListRows.ReadRun(row);
            if ((query.Agent is null || run.Agent == query.Agent) && (query.Status is null || ListRows.StatusOf(run) == query.Status)
                && (query.CreatedAfter is null || run.CreatedAt > query.CreatedAfter))
            {
                runs.Add(run);
            }
            if (runs.Count == query.Limit)
                break;
        }
        return runs;
    }

    public static async Task<List<SessionView>> SessionsAsync(StoreTable lists, VisibilityQuery query, CancellationToken cancellation)
    {
        var after = query.After is null ? "" : ListRows.MirrorSession(query.After);
        var rows = query switch
        {
            { Session: { } session } => OneAsync(lists, ListRows.Key(session), after, cancellation),
            { Status: SessionView.Active } => ActiveAsync(lists, after, cancellation),
            { Agent: { } agent } => NamedAsync(lists, ListRows.SessionsOf(agent), after, "", ListRows.SessionKey, cancellation),
            _ => lists.QueryAsync(From(ListRows.Sessions, after) + IsAfter(query.CreatedAfter), null, query.Status is null ? query.Limit : null, cancellation),
        };
        var sessions = new List<SessionView>();
        await foreach (var portion in PortionsAsync(rows))
        {
            var active = await ActiveAmongAsync(lists, portion, cancellation);
            foreach (var row in portion)
            {
                var session = ListRows.ReadSession(row) with { Status = active.Contains(ListRows.LastPart(row.RowKey)) ? SessionView.Active : SessionView.Idle };
                if ((query.Agent is null || session.Agent == query.Agent) && (query.Status is null || session.Status == query.Status)
                    && (query.CreatedAfter is null || session.CreatedAt > query.CreatedAfter))
                {
                    sessions.Add(session);
                }
                if (sessions.Count == query.Limit)
                    return sessions;
            }
        }
        return sessions;
    }

    /// <summary>The sessions that have a run that has not ended, each once.</summary>
    private static async IAsyncEnumerable<TableEntity> ActiveAsync(StoreTable lists, string after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var last = "";
        // All runs of the cursor's session are skipped: their keys are under its own.
        var from = after.Length == 0 ? "" : after + KeyText.AfterSeparator;
        await foreach (var row in lists.QueryAsync(From(ListRows.UnendedBySession, from), ["RowKey"], null, cancellation))
        {
            var session = ListRows.MiddlePart(row.RowKey);
            if (session != last && await lists.FindAsync(ListRows.Partition, ListRows.Sessions + KeyText.Separator + session, null, cancellation) is { } found && !ListRows.IsErased(found))
                yield return found;
            last = session;
        }
    }

    /// <summary>The mirrored ids of the active ones among sessions that follow each other in a list.</summary>
    private static async Task<HashSet<string>> ActiveAmongAsync(StoreTable lists, List<TableEntity> portion, CancellationToken cancellation)
    {
        var active = new HashSet<string>(StringComparer.Ordinal);
        var (first, last) = (ListRows.LastPart(portion[0].RowKey), ListRows.LastPart(portion[^1].RowKey));
        var range = KeyText.Between(
            ListRows.Partition, $"{ListRows.UnendedBySession}{KeyText.Separator}{first}", $"{ListRows.UnendedBySession}{KeyText.Separator}{last}{KeyText.AfterSeparator}");
        await foreach (var row in lists.QueryAsync(range, ["RowKey"], null, cancellation))
            active.Add(ListRows.MiddlePart(row.RowKey));
        return active;
    }

    /// <summary>The rows that an index names, in its order. One that went meanwhile is left out.</summary>
    private static async IAsyncEnumerable<TableEntity> NamedAsync(
        StoreTable lists, string index, string after, string filter, Func<string, string> keyOf, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var portion in PortionsAsync(lists.QueryAsync(From(index, after) + filter, ["RowKey"], null, cancellation)))
        {
            foreach (var row in await Task.WhenAll(portion.Select(named => lists.FindAsync(ListRows.Partition, keyOf(named.RowKey), null, cancellation))))
            {
                if (row is not null && !ListRows.IsErased(row))
                    yield return row;
            }
        }
    }

    private static async IAsyncEnumerable<TableEntity> OneAsync(StoreTable lists, string key, string after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (string.CompareOrdinal(ListRows.LastPart(key), after) > 0 && await lists.FindAsync(ListRows.Partition, key, null, cancellation) is { } row && !ListRows.IsErased(row))
            yield return row;
    }

    private static async IAsyncEnumerable<List<TableEntity>> PortionsAsync(IAsyncEnumerable<TableEntity> rows)
    {
        var portion = new List<TableEntity>(Portion);
        await foreach (var row in rows)
        {
            portion.Add(row);
            if (portion.Count < Portion)
                continue;
            yield return portion;
            portion = new List<TableEntity>(Portion);
        }
        if (portion.Count > 0)
            yield return portion;
    }

    private static string From(string parts, string after) =>
        $"PartitionKey eq '{ListRows.Partition}' and RowKey gt '{parts}{KeyText.Separator}{after}' and RowKey lt '{parts}{KeyText.AfterSeparator}'";

    private static string Is(string column, string? value) => value is null ? "" : $" and {column} eq '{value.Replace("'", "''", StringComparison.Ordinal)}'";

    // What was erased has no time of creation, so that the store leaves it out itself.
    private static string IsAfter(DateTimeOffset? time) => $" and {ListRows.CreatedColumn} gt {time?.ToUnixTimeMilliseconds() ?? -1}L";
}
