using AgentGrains.Core.Stores;
using AgentGrains.Storage.Sqlite;
using BenchmarkDotNet.Attributes;

namespace AgentGrains.Benchmarks;

/// <summary>One durable append of 1 KiB by one caller: most of it is the disk's flush.</summary>
[MemoryDiagnoser]
public class SqliteJournalBenchmarks
{
    private readonly byte[] content = new byte[1024];
    private readonly string folder = Directory.CreateTempSubdirectory("agentgrains-bench-").FullName;
    private SqliteStorage? storage;
    private long position;

    [GlobalSetup]
    public void Open() => storage = SqliteStorage.Open(new SqliteStorageOptions { DataFolder = folder });

    [Benchmark]
    public ValueTask Append() => storage!.Journals.AppendAsync(new JournalAppend(ToolTurn.Session, 1, position++, 1, content, Unfinished: true), CancellationToken.None);

    [GlobalCleanup]
    public async Task CloseAsync()
    {
        await storage!.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
