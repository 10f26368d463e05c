using System.Globalization;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Storage.Azure.Connections;
using Azure.Data.Tables;

namespace AgentGrains.Storage.Azure.WakeUps;

/// <summary>The rows of a wake-up, all in its shard's partition and so changed together: the row itself, one by time, and one by owner where it has one.</summary>
internal static class WakeUpRows
{
    public const string ByTime = "d";
    public const string ByOwner = "o";
    private const string BySession = "s";

    private const string DueColumn = "Due";
    private const string OwnerColumn = "Owner";
    private const string StampColumn = "Stamp";
    private const string SessionColumn = "Session";

    public static string Partition(int shard) => shard.ToString("D2", CultureInfo.InvariantCulture);

    /// <summary>The key of a session's own row.</summary>
    public static string Key(SessionKey session) => Join(BySession, Part(session));

    /// <summary>The keys of all rows of a wake-up.</summary>
    public static string[] Keys(WakeUp wakeUp)
    {
        var (session, due) = (Part(wakeUp.Session), Join(ByTime, Due(wakeUp.DueAt), Part(wakeUp.Session)));
        return wakeUp.Owner is null ? [Join(BySession, session), due] : [Join(BySession, session), due, Join(ByOwner, KeyText.Escape(wakeUp.Owner), session)];
    }

    /// <summary>The end of the keys by time up to a time, inclusive.</summary>
    public static string EndOf(DateTimeOffset dueBy) => Join(ByTime, Due(dueBy)) + KeyText.AfterSeparator;

    public static TableEntity Make(WakeUp wakeUp, string key) => new(Partition(WakeUp.ShardOf(wakeUp.Session)), key)
    {
        [DueColumn] = wakeUp.DueAt.ToUnixTimeMilliseconds(),
        [OwnerColumn] = wakeUp.Owner,
        [StampColumn] = wakeUp.Stamp,
        [SessionColumn] = wakeUp.Session.ToString(),
    };

    public static WakeUp Read(TableEntity row) =>
        row.GetInt64(DueColumn) is { } due && row.GetInt64(StampColumn) is { } stamp && SessionKey.TryParse(row.GetString(SessionColumn), out var session)
            ? new WakeUp(session, DateTimeOffset.FromUnixTimeMilliseconds(due), row.GetString(OwnerColumn), stamp)
            : throw StoreFailures.Damaged($"The row '{row.RowKey}' of the shard '{row.PartitionKey}' is no wake-up.");

    private static string Join(params string[] parts) => string.Join(KeyText.Separator, parts);

    private static string Part(SessionKey session) => Join(session.Tenant.Value, session.Session.ToString());

    private static string Due(DateTimeOffset due) => Math.Max(0, due.ToUnixTimeMilliseconds()).ToString("D15", CultureInfo.InvariantCulture);
}
