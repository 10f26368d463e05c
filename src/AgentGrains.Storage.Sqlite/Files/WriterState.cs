using AgentGrains.Storage.Sqlite.Journals;

namespace AgentGrains.Storage.Sqlite.Files;

/// <summary>What a file's writer works on and remembers between groups. Only its thread touches this.</summary>
internal sealed class WriterState(Connection connection)
{
    /// <summary>The only connection that writes the file.</summary>
    public Connection Connection { get; } = connection;

    /// <summary>The sessions that were written last.</summary>
    public SessionHeads Heads { get; } = new();

    /// <summary>The last record whose place this transaction has moved; null if it has moved none.</summary>
    public long? MovedUpTo { get; set; }

    /// <summary>Removes from memory what the transaction has moved: it is committed.</summary>
    public void Committed()
    {
        if (MovedUpTo is { } moved)
            Connection.Recent.RemoveUpTo(moved);
        MovedUpTo = null;
    }

    /// <summary>Forgets what may no longer be so, because a transaction was rolled back.</summary>
    public void Forget()
    {
        Heads.Clear();
        MovedUpTo = null;
    }
}
