using AgentGrains.Storage.Sqlite.Journals;
using Microsoft.Data.Sqlite;

namespace AgentGrains.Storage.Sqlite.Files;

/// <summary>One open file: its writer and its readers.</summary>
internal sealed class DatabaseFile : IAsyncDisposable
{
    /// <summary>Bytes of the write-ahead log after which the writer moves it into the file. A large group or a long read may take it beyond.</summary>
    private const int LogBytes = 32 * 1024 * 1024;

    private readonly string path;
    private readonly Connection connection;
    private readonly GroupWriter writer;
    private readonly ReaderPool readers;

    private DatabaseFile(string path, Connection connection, int maxReaders)
    {
        this.path = path;
        this.connection = connection;
        writer = new GroupWriter(path, connection);
        readers = new ReaderPool(path, maxReaders, connection.Recent);
    }

    /// <summary>Opens a file, makes it where there is none, and brings its tables up to date.</summary>
    /// <exception cref="Core.Errors.AgentGrainsException">The file cannot be used, is damaged, or was written by a newer program.</exception>
    public static DatabaseFile Open(string path, Schema schema, int maxReaders)
    {
        Connection? connection = null;
        try
        {
            connection = Connection.Open(path, SqliteOpenMode.ReadWriteCreate, new RecentPlaces());
            connection.Script("PRAGMA busy_timeout = 10000");
            var stored = schema.Check(connection, path);
            connection.Script($"""
                PRAGMA page_size = {schema.PageBytes};
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                PRAGMA wal_autocheckpoint = {LogBytes / schema.PageBytes};
                PRAGMA journal_size_limit = {LogBytes};
                PRAGMA cache_size = -16384;
                PRAGMA temp_store = MEMORY;
                """);
            schema.Migrate(connection, stored);
            schema.Load?.Invoke(connection);
            return new DatabaseFile(path, connection, maxReaders);
        }
        catch (Exception failure)
        {
            connection?.Dispose();
            var translated = StoreFailures.Translate(failure, path);
            if (ReferenceEquals(translated, failure))
                throw;
            throw translated;
        }
    }

    /// <summary>Writes in the next group; the task ends when the write is durable. What has been handed over is not taken back.</summary>
    public Task<T> WriteAsync<T>(Func<WriterState, T> work, int sizeBytes = 0) => writer.WriteAsync(work, sizeBytes);

    /// <summary>Reads what is durable.</summary>
    public Task<T> ReadAsync<T>(Func<Connection, T> read, CancellationToken cancellation) => readers.ReadAsync(read, cancellation);

    /// <summary>Finishes the queued writes and the reads in flight, moves the log into the file and closes it.</summary>
    public async ValueTask DisposeAsync()
    {
        await writer.StopAsync();
        await readers.DisposeAsync();
        await Task.Run(Close);
    }

    private void Close()
    {
        try
        {
            connection.Sql("PRAGMA wal_checkpoint(TRUNCATE)").First(row => row.Number(0));
        }
        catch (SqliteException failure)
        {
            // Nothing is lost: the log is read when the file is opened next. But the caller must see that the disk fails.
            throw StoreFailures.Translate(failure, path);
        }
        finally
        {
            connection.Dispose();
        }
    }
}
