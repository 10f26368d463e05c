using AgentGrains.Core.Errors;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AgentGrains.Storage.Sqlite.Files;

/// <summary>Translates SQLite's and the system's errors for the operator.</summary>
internal static class StoreFailures
{
    /// <summary>The failure as callers know it; one they know already stays as it is.</summary>
    public static Exception Translate(Exception failure, string path) => failure switch
    {
        SqliteException sqlite => Translate(sqlite, path),
        UnauthorizedAccessException => Unavailable($"'{path}' cannot be written: the service's user lacks the permission.", failure),
        IOException => Unavailable($"'{path}' cannot be used: {failure.Message}", failure),
        _ => failure,
    };

    public static AgentGrainsException Closed(string path) => Unavailable($"'{path}' has been closed.", null);

    public static AgentGrainsException TooManyWrites(string path, int limit) =>
        new(ErrorCodes.StoreUnavailable, $"'{path}' has {limit} writes waiting, which is as many as may wait. The disk does not keep up.") { RetryAfter = TimeSpan.FromSeconds(1) };

    public static AgentGrainsException Damaged(string path, string what, Exception? inner = null) => new(ErrorCodes.DamagedData, $"'{path}': {what}", inner);

    private static AgentGrainsException Translate(SqliteException failure, string path) => failure.SqliteErrorCode switch
    {
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => Damaged(path, $"the file is damaged or not a database ({failure.Message}). Restore it from a backup.", failure),
        raw.SQLITE_FULL => Unavailable($"The disk of '{path}' is full. Free some space; the service recovers by itself.", failure),
        raw.SQLITE_CANTOPEN => Unavailable($"'{path}' cannot be opened. Its folder must exist and be writable by the service's user.", failure),
        raw.SQLITE_READONLY or raw.SQLITE_PERM => Unavailable($"'{path}' is read-only for the service's user.", failure),
        raw.SQLITE_IOERR => Unavailable($"The disk of '{path}' reported an error ({failure.Message}).", failure),
        _ => Unavailable($"'{path}' could not be used ({failure.Message}).", failure),
    };

    private static AgentGrainsException Unavailable(string detail, Exception? inner) => new(ErrorCodes.StoreUnavailable, detail, inner);
}
