using AgentGrains.Storage.Sqlite.Journals;

namespace AgentGrains.Storage.Sqlite.Files;

/// <summary>What a file's writer works on and remembers between groups. Only its thread touches this.</summary>
internal sealed class WriterState(Connection connection)
{
    /// <summary>The only connection that writes the file.</summary>
    public Connection Connection { get; } = connection;

    /// <summary>The sessions that were written last.</summary>
    public SessionHeads Heads { get; } = new();

    /// <summary>How many places are recent; null where they have to be counted.</summary>
    public long? RecentPlaces { get; set; }

    /// <summary>Forgets what may no longer be so, because a transaction was rolled back.</summary>
    public void Forget()
    {
        Heads.Clear();
        RecentPlaces = null;
    }
}
