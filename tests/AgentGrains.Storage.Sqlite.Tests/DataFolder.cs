namespace AgentGrains.Storage.Sqlite.Tests;

/// <summary>A folder of its own for a test, gone with it, and the storages opened in it.</summary>
internal sealed class DataFolder : IAsyncDisposable
{
    private readonly List<SqliteStorage> opened = [];

    public string Path { get; } = Directory.CreateTempSubdirectory("agentgrains-").FullName;

    public string TenantFile(string tenant) => System.IO.Path.Combine(Path, "tenants", tenant + ".db");

    public string HostFile => System.IO.Path.Combine(Path, "host.db");

    public SqliteStorage Open(int maxOpenTenants = 256)
    {
        var storage = SqliteStorage.Open(new SqliteStorageOptions { DataFolder = Path, MaxOpenTenants = maxOpenTenants });
        opened.Add(storage);
        return storage;
    }

    /// <summary>The folder as a crash at this moment would leave it, as another folder.</summary>
    public DataFolder CopyAsAfterCrash()
    {
        var copy = new DataFolder();
        foreach (var file in Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories).Where(file => System.IO.Path.GetFileName(file) != "lock"))
        {
            var target = System.IO.Path.Combine(copy.Path, System.IO.Path.GetRelativePath(Path, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
        return copy;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var storage in opened)
            await storage.DisposeAsync();
        Directory.Delete(Path, recursive: true);
    }
}
