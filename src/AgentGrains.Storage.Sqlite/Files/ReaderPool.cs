using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using AgentGrains.Storage.Sqlite.Journals;
using Microsoft.Data.Sqlite;

namespace AgentGrains.Storage.Sqlite.Files;

/// <summary>A file's read-only connections: as many as are used at once, up to a limit; further reads wait in line.</summary>
internal sealed class ReaderPool(string path, int limit, RecentPlaces recent) : IAsyncDisposable
{
    [SuppressMessage("Usage", "CA2213", Justification = "Those who still wait in line must find it; it holds no handle of the system.")]
    private readonly SemaphoreSlim free = new(limit, limit);
    private readonly ConcurrentStack<Connection> idle = new();
    private bool closed;

    /// <summary>Reads on a thread of the pool. SQLite shows what was committed when the read began.</summary>
    public async Task<T> ReadAsync<T>(Func<Connection, T> read, CancellationToken cancellation)
    {
        await free.WaitAsync(cancellation);
        try
        {
            return closed ? throw StoreFailures.Closed(path) : await Task.Run(() => Read(read), cancellation);
        }
        finally
        {
            free.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        for (var readers = 0; readers < limit; readers++)
            await free.WaitAsync();
        closed = true;
        while (idle.TryPop(out var connection))
            connection.Dispose();
        // Those still in line find it closed.
        free.Release(limit);
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The stack owns the connection, and DisposeAsync disposes of those in it.")]
    private T Read<T>(Func<Connection, T> read)
    {
        Connection? connection = null;
        try
        {
            if (!idle.TryPop(out connection))
            {
                connection = Connection.Open(path, SqliteOpenMode.ReadOnly, recent);
                connection.Script("PRAGMA busy_timeout = 10000; PRAGMA cache_size = -2048");
            }
            var result = read(connection);
            idle.Push(connection);
            return result;
        }
        catch (Exception failure)
        {
            // Whatever state it is in, the next read opens a new one.
            connection?.Dispose();
            var translated = StoreFailures.Translate(failure, path);
            if (ReferenceEquals(translated, failure))
                throw;
            throw translated;
        }
    }
}
