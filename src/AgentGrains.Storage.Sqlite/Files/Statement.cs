using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AgentGrains.Storage.Sqlite.Files;

/// <summary>A prepared statement: bind its parameters in order, then run it or read its rows. Belongs to one connection and one user at a time.</summary>
/// <remarks>
/// The driver's own command boxes each parameter and wants each blob as an array of its own; this one binds spans. Measured for a row
/// of 1.4 KB: 1.1 µs and no garbage, against 1.9 to 3.1 µs and 2 KB of garbage.
/// </remarks>
internal sealed class Statement(sqlite3 database, sqlite3_stmt statement) : IDisposable
{
    private int bound;

    public Statement Bind(long value) => Checked(raw.sqlite3_bind_int64(statement, ++bound, value));

    public Statement Bind(bool value) => Bind(value ? 1 : 0);

    public Statement Bind(long? value) => value is { } number ? Bind(number) : Checked(raw.sqlite3_bind_null(statement, ++bound));

    public Statement Bind(string? value) => Checked(value is null ? raw.sqlite3_bind_null(statement, ++bound) : raw.sqlite3_bind_text(statement, ++bound, value));

    // SQLite takes an empty blob without an address for null, so it is asked for zero zeros.
    public Statement Bind(ReadOnlySpan<byte> value) =>
        Checked(value.IsEmpty ? raw.sqlite3_bind_zeroblob(statement, ++bound, 0) : raw.sqlite3_bind_blob(statement, ++bound, value));

    /// <summary>Runs a statement that gives no rows; answers how many rows it changed.</summary>
    public int Run()
    {
        try
        {
            if (Step())
                throw new InvalidOperationException("The statement returned a row, but none was expected.");
            return raw.sqlite3_changes(database);
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Reads at most one row; default where there is none.</summary>
    public T? First<T>(Func<Statement, T> read)
    {
        try
        {
            return Step() ? read(this) : default;
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Reads rows until there are none or the reader has enough of them.</summary>
    public List<T> Rows<T>(Func<Statement, T> read, Func<List<T>, bool>? enough = null)
    {
        var rows = new List<T>();
        try
        {
            while (Step())
            {
                rows.Add(read(this));
                if (enough?.Invoke(rows) == true)
                    break;
            }
            return rows;
        }
        finally
        {
            Reset();
        }
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public long Number(int column) => raw.sqlite3_column_int64(statement, column);

    public bool Flag(int column) => Number(column) != 0;

    public string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string();

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>A copy of a blob, the caller's own.</summary>
    public byte[] Blob(int column) => Span(column).ToArray();

    /// <summary>A blob in SQLite's memory, until the next row.</summary>
    public ReadOnlySpan<byte> Span(int column) => raw.sqlite3_column_blob(statement, column);

    public void Dispose() => statement.Dispose();

    private bool Step()
    {
        var result = raw.sqlite3_step(statement);
        if (result == raw.SQLITE_ROW)
            return true;
        if (result != raw.SQLITE_DONE)
            SqliteException.ThrowExceptionForRC(result, database);
        return false;
    }

    private void Reset()
    {
        // Reset repeats the error of the last step, which has been thrown already.
        _ = raw.sqlite3_reset(statement);
        _ = raw.sqlite3_clear_bindings(statement);
        bound = 0;
    }

    private Statement Checked(int result)
    {
        if (result != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(result, database);
        return this;
    }
}
