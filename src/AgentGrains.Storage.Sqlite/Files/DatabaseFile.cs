using Microsoft.Data.Sqlite;

namespace AgentGrains.Storage.Sqlite.Files;

/// <summary>One open file: its writer and its readers.</summary>
internal sealed class DatabaseFile : IAsyncDisposable
{
    /// <summary>Bytes of a page. A new file takes it; an old one keeps its own.</summary>
    /// <remarks>
    /// Rows do not cross pages, so small pages waste room. Measured on two busy cores with 400,000 records of 1.4 KB from 128 tasks: with 4 KiB
    /// 60,000 appends a second into 1.48 times the content, with 8 KiB 92,000 into 1.18 times, with 16 KiB 61,000 to 121,000 into 1.08 times.
    /// An append on its own took 0.25 to 0.4 ms with each: the flush of the disk, not the bytes, is what takes the time.
    /// </remarks>
    private const int PageBytes = 16 * 1024;

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
        readers = new ReaderPool(path, maxReaders);
    }

    /// <summary>Opens a file, makes it where there is none, and brings its tables up to date.</summary>
    /// <exception cref="Core.Errors.AgentGrainsException">The file cannot be used, is damaged, or was written by a newer program.</exception>
    public static DatabaseFile Open(string path, Schema schema, int maxReaders)
    {
        Connection? connection = null;
        try
        {
            connection = Connection.Open(path, SqliteOpenMode.ReadWriteCreate);
            connection.Script("PRAGMA busy_timeout = 10000");
            var stored = schema.Check(connection, path);
            connection.Script($"""
                PRAGMA page_size = {PageBytes};
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                PRAGMA wal_autocheckpoint = {LogBytes / PageBytes};
                PRAGMA journal_size_limit = {LogBytes};
                PRAGMA cache_size = -16384;
                PRAGMA temp_store = MEMORY;
                """);
            schema.Migrate(connection, stored);
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
