using System.Text.Json;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Storage.Azure.Connections;
using Azure.Data.Tables;

namespace AgentGrains.Storage.Azure.Visibility;

/// <summary>The rows of a tenant's lists: all in one partition, so that a run or session and the rows by which it is found change together.</summary>
/// <remarks>Ids are mirrored in keys, because rows are read in the order of their keys and lists begin with the newest.</remarks>
internal static class ListRows
{
    public const string Partition = "lists";

    /// <summary>Rows that hold a run, and those that hold a session.</summary>
    public const string Runs = "r";
    public const string Sessions = "s";

    public const string AgentColumn = "Agent";
    public const string StatusColumn = "Status";
    public const string CreatedColumn = "Created";
    private const string EndedColumn = "Ended";
    private const string PositionColumn = "Position";

    // What is left of an erased run or session: no position is newer, and as it was never created no list shows it.
    private const string ErasedColumn = "Erased";

    // Rows by which others are found: they hold a key and nothing else, but for the status of a run that has not ended.
    private const string RunsOfSession = "rs";
    private const string RunsOfAgent = "ra";
    private const string UnendedRuns = "ru";
    private const string UnendedOfSession = "su";
    private const string SessionsOfAgent = "sa";
    private const string ErasedRows = "x";

    public static string Key(RunId run) => Join(Runs, Mirror(run));

    public static string Key(SessionId session) => Join(Sessions, Mirror(session));

    public static string OfSession(SessionId session) => Join(RunsOfSession, Mirror(session));

    public static string OfAgent(string agent) => Join(RunsOfAgent, KeyText.Escape(agent));

    public static string SessionsOf(string agent) => Join(SessionsOfAgent, KeyText.Escape(agent));

    public static string Unended => UnendedRuns;

    public static string UnendedBySession => UnendedOfSession;

    /// <summary>The key after which the next page starts: a run's, or a session's.</summary>
    public static string MirrorRun(string id) => KeyText.Mirror(id, RunId.Prefix);

    public static string MirrorSession(string id) => KeyText.Mirror(id, SessionId.Prefix);

    /// <summary>The run, or the session, that a row of an index names: its last part.</summary>
    public static string LastPart(string key) => key[(key.LastIndexOf(KeyText.Separator) + 1)..];

    /// <summary>The session of a row among <see cref="UnendedBySession"/>.</summary>
    public static string MiddlePart(string key) => key.Split(KeyText.Separator)[1];

    /// <summary>The key of the run, or of the session, that a row of an index names.</summary>
    public static string RunKey(string index) => Join(Runs, LastPart(index));

    public static string SessionKey(string index) => Join(Sessions, LastPart(index));

    public static TableEntity Make(RunView run, long position)
    {
        var row = new TableEntity(Partition, Key(run.Id))
        {
            [AgentColumn] = run.Agent,
            [StatusColumn] = StatusOf(run),
            [EndedColumn] = run.Status.HasEnded(),
            [CreatedColumn] = run.CreatedAt.ToUnixTimeMilliseconds(),
            [PositionColumn] = position,
        };
        RowContent.Put(row, JsonSerializer.SerializeToUtf8Bytes(run with { Output = null }, WireForms.Default.RunView));
        return row;
    }

    public static TableEntity Make(SessionView session)
    {
        var row = new TableEntity(Partition, Key(session.Id)) { [AgentColumn] = session.Agent, [CreatedColumn] = session.CreatedAt.ToUnixTimeMilliseconds() };
        RowContent.Put(row, JsonSerializer.SerializeToUtf8Bytes(session, WireForms.Default.SessionView));
        return row;
    }

    /// <summary>What stays under a key for <see cref="Core.Stores.IVisibilityStore.ErasedKept"/>.</summary>
    public static TableEntity MakeErased(string key) => new(Partition, key) { [ErasedColumn] = true, [PositionColumn] = long.MaxValue };

    /// <summary>The row by which it is found once it is old.</summary>
    public static TableEntity ErasedIndex(string key, DateTimeOffset at) => new(Partition, ErasedAt(at) + KeyText.Separator + key);

    /// <summary>The beginning of the keys of what was erased at a time.</summary>
    public static string ErasedAt(DateTimeOffset at) => Join(ErasedRows, at.ToUnixTimeMilliseconds().ToString("D15", System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The key that a row of <see cref="ErasedIndex"/> names.</summary>
    public static string ErasedKey(string index) => index.Split(KeyText.Separator, 3)[2];

    public static bool IsErased(TableEntity row) => row.GetBoolean(ErasedColumn) == true;

    /// <summary>The rows by which a stored run is found.</summary>
    public static IEnumerable<TableEntity> Indexes(RunId run, string agent, string? unendedStatus)
    {
        yield return new TableEntity(Partition, Join(OfSession(run.Session), Mirror(run)));
        yield return new TableEntity(Partition, Join(OfAgent(agent), Mirror(run)));
        if (unendedStatus is null)
            yield break;
        yield return new TableEntity(Partition, Join(UnendedRuns, Mirror(run))) { [StatusColumn] = unendedStatus };
        yield return new TableEntity(Partition, Join(UnendedOfSession, Mirror(run.Session), Mirror(run)));
    }

    /// <summary>The row by which a stored session is found.</summary>
    public static TableEntity Index(SessionId session, string agent) => new(Partition, Join(SessionsOf(agent), Mirror(session)));

    public static RunView ReadRun(TableEntity row) => JsonSerializer.Deserialize(RowContent.Read(row).Span, WireForms.Default.RunView)!;

    public static SessionView ReadSession(TableEntity row) => JsonSerializer.Deserialize(RowContent.Read(row).Span, WireForms.Default.SessionView)!;

    public static string ReadAgent(TableEntity row) => row.GetString(AgentColumn) ?? throw StoreFailures.Damaged($"The row '{row.RowKey}' of the lists names no agent.");

    public static string? ReadUnendedStatus(TableEntity run) => run.GetBoolean(EndedColumn) == true ? null : run.GetString(StatusColumn);

    public static long ReadPosition(TableEntity run) => run.GetInt64(PositionColumn) ?? 0;

    public static string StatusOf(RunView run) => run.Status.ToString().ToLowerInvariant();

    private static string Join(params string[] parts) => string.Join(KeyText.Separator, parts);

    private static string Mirror(RunId run) => MirrorRun(run.ToString());

    private static string Mirror(SessionId session) => MirrorSession(session.ToString());
}
