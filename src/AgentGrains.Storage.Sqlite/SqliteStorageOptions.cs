namespace AgentGrains.Storage.Sqlite;

/// <summary>Where and how the SQLite stores keep their files.</summary>
public sealed class SqliteStorageOptions
{
    /// <summary>The folder of all files. Made where it is not there; belongs to one process at a time, on a local disk.</summary>
    /// <value>Must be set.</value>
    public string DataFolder { get; set; } = "";

    /// <summary>How many tenants' files stay open; beyond it the one unused the longest is closed. Each takes a thread, up to 16 MiB of cache and a few handles.</summary>
    /// <value>Default 256; 1 to 10,000.</value>
    public int MaxOpenTenants { get; set; } = 256;

    /// <summary>Maximum concurrent reads of one file; more wait. Each takes up to 2 MiB of cache.</summary>
    /// <value>Default 4; 1 to 64.</value>
    public int MaxReadersPerFile { get; set; } = 4;

    /// <summary>Everything that is wrong with the options, in sentences; empty where nothing is.</summary>
    internal IEnumerable<string> Mistakes()
    {
        if (string.IsNullOrWhiteSpace(DataFolder))
            yield return $"{nameof(DataFolder)} must name a folder.";
        if (MaxOpenTenants is < 1 or > 10_000)
            yield return $"{nameof(MaxOpenTenants)} is {MaxOpenTenants}; it must be from 1 to 10,000.";
        if (MaxReadersPerFile is < 1 or > 64)
            yield return $"{nameof(MaxReadersPerFile)} is {MaxReadersPerFile}; it must be from 1 to 64.";
    }
}
