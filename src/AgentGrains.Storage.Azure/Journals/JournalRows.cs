using System.Globalization;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using Azure;
using Azure.Data.Tables;

namespace AgentGrains.Storage.Azure.Journals;

/// <summary>The rows of a session's partition: its header, its checkpoint and one for each record, in the order of their positions.</summary>
internal static class JournalRows
{
    public const string Checkpoint = "c";
    public const string Header = "h";

    /// <summary>Names of the properties; part of the stored form.</summary>
    private const string EpochColumn = "Epoch";
    private const string PositionColumn = "Position";
    private const string UnfinishedColumn = "Unfinished";
    private const string DeletedColumn = "Deleted";
    private const string CountColumn = "Count";
    public const string WriteColumn = "Write";

    /// <summary>All of a header, and of a checkpoint what is not its content.</summary>
    public static readonly string[] HeadColumns = ["RowKey", EpochColumn, PositionColumn, UnfinishedColumn, DeletedColumn, WriteColumn];

    /// <summary>Positions that a row's key has room for.</summary>
    private const long MaxPosition = 999_999_999_999;

    /// <summary>Header and checkpoint, and nothing else.</summary>
    public static string Heads(string partition) => $"PartitionKey eq '{partition}' and RowKey ge '{Checkpoint}' and RowKey le '{Header}'";

    /// <summary>The records that begin at a position or after it and before another.</summary>
    public static string Records(string partition, long from, long before) => $"PartitionKey eq '{partition}' and RowKey ge '{Record(from)}' and RowKey lt '{Record(before)}'";

    /// <summary>The headers of a table whose sessions have a run that has not ended.</summary>
    public static string UnfinishedHeaders => $"RowKey eq '{Header}' and {UnfinishedColumn} eq true";

    public static string Partition(SessionId session) => session.ToString();

    public static string Record(long position) =>
        "r" + Math.Clamp(position, 0, MaxPosition + 1).ToString("D13", CultureInfo.InvariantCulture);

    /// <summary>Everything that a session's blobs are named under.</summary>
    public static string Blobs(SessionId session) => $"journals/{session}/";

    public static string Blob(SessionId session, long position, long write) => string.Create(CultureInfo.InvariantCulture, $"{Blobs(session)}{position}-{write:x}");

    public static string CheckpointBlob(SessionId session, long position) => string.Create(CultureInfo.InvariantCulture, $"{Blobs(session)}checkpoint-{position}");

    public static TableEntity MakeHeader(JournalAppend append, long write) => new(Partition(append.Session.Session), Header)
    {
        [EpochColumn] = append.Epoch,
        [PositionColumn] = append.Position + append.Count,
        [UnfinishedColumn] = append.Unfinished,
        [WriteColumn] = write,
    };

    public static TableEntity MakeRecord(JournalAppend append, long write) => new(Partition(append.Session.Session), Record(append.Position))
    {
        [CountColumn] = append.Count,
        [WriteColumn] = write,
    };

    public static TableEntity MakeCheckpoint(SessionId session, long position) => new(Partition(session), Checkpoint) { [PositionColumn] = position };

    /// <summary>Marks a header whose session is being erased: no append and no read succeeds any more.</summary>
    public static TableEntity MakeDeletion(SessionId session) => new(Partition(session), Header) { [DeletedColumn] = true, [UnfinishedColumn] = false };

    public static StoredHead ReadHead(TableEntity row) => new(
        new SessionHeader(Long(row, EpochColumn), Long(row, PositionColumn), row.GetBoolean(UnfinishedColumn) == true), row.GetInt64(WriteColumn), row.ETag, row.GetBoolean(DeletedColumn) == true);

    public static long ReadPosition(TableEntity checkpoint) => Long(checkpoint, PositionColumn);

    public static long? ReadWrite(TableEntity record) => record.GetInt64(WriteColumn);

    public static (long Position, int Count) ReadPlace(TableEntity record) =>
        long.TryParse(record.RowKey.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var position) && record.GetInt32(CountColumn) is { } count
            ? (position, count)
            : throw Connections.StoreFailures.Damaged($"The row '{record.RowKey}' of '{record.PartitionKey}' is no record of a journal.");

    private static long Long(TableEntity row, string column) =>
        row.GetInt64(column) ?? throw Connections.StoreFailures.Damaged($"The row '{row.RowKey}' of '{row.PartitionKey}' has no {column}.");
}

/// <summary>A header as it is stored.</summary>
/// <param name="Header">What it says.</param>
/// <param name="Write">Which write made it.</param>
/// <param name="ETag">What the next write has to name.</param>
/// <param name="Deleted">Whether the session is being erased.</param>
internal sealed record StoredHead(SessionHeader Header, long? Write, ETag ETag, bool Deleted);
