using System.Diagnostics.CodeAnalysis;
using AgentGrains.Storage.Sqlite.Journals;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AgentGrains.Storage.Sqlite.Files;

/// <summary>One connection to one file, with its prepared statements. For one user at a time.</summary>
internal sealed class Connection : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly sqlite3 database;
    private readonly Dictionary<string, Statement> statements = new(StringComparer.Ordinal);

    private Connection(SqliteConnection connection, RecentPlaces recent) => (this.connection, database, Recent) = (connection, connection.Handle!, recent);

    /// <summary>Where the file's newest records are; all connections to a file share it.</summary>
    public RecentPlaces Recent { get; }

    /// <summary>Whether a transaction is open.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(database) == 0;

    /// <summary>The row number of the last insert.</summary>
    public long LastInserted => raw.sqlite3_last_insert_rowid(database);

    /// <summary>Opens a file; the driver's own pool is off, because a file is closed when its owner says so.</summary>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "What is returned owns it; on failure it is disposed of.")]
    public static Connection Open(string path, SqliteOpenMode mode, RecentPlaces recent)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString());
        try
        {
            connection.Open();
            return new Connection(connection, recent);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The prepared statement of some SQL, made once. The text is a constant: there are as many statements as there are in the code.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The dictionary owns the statement, and Dispose disposes of those in it.")]
    public Statement Sql(string sql)
    {
        if (statements.TryGetValue(sql, out var statement))
            return statement;
        var result = raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out var handle);
        if (result != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(result, database);
        return statements[sql] = new Statement(database, handle);
    }

    /// <summary>Runs any number of statements and ignores their rows.</summary>
    public void Script(string sql)
    {
        var result = raw.sqlite3_exec(database, sql);
        if (result != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(result, database);
    }

    /// <summary>Reads with several statements that all see the same moment.</summary>
    public T Snapshot<T>(Func<Connection, T> read)
    {
        Sql("BEGIN").Run();
        try
        {
            return read(this);
        }
        finally
        {
            Sql("COMMIT").Run();
        }
    }

    public void Dispose()
    {
        foreach (var statement in statements.Values)
            statement.Dispose();
        connection.Dispose();
    }
}
