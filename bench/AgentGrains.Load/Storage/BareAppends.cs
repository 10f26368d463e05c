using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Storage.Sqlite;

namespace AgentGrains.Load.Storage;

/// <summary>Appends of 1 KiB to the same kind of store with nothing around it: what the service's speed is held against.</summary>
internal sealed class BareAppends : IAsyncDisposable
{
    private readonly SqliteStorage storage;
    private readonly SessionKey[] sessions;
    private readonly long[] positions;
    private readonly byte[] content = new byte[1024];

    public BareAppends(string folder, int writers, TimeProvider time)
    {
        storage = SqliteStorage.Open(new SqliteStorageOptions { DataFolder = folder });
        var ids = new IdSource(time, new Random(1));
        sessions = [.. Enumerable.Range(0, writers).Select(_ => new SessionKey(TenantId.Parse("bare"), ids.NewSession()))];
        positions = new long[writers];
        Array.Fill(content, (byte)'x');
    }

    /// <summary>Appends once to a writer's own session.</summary>
    public async Task AppendAsync(int writer) =>
        await storage.Journals.AppendAsync(new JournalAppend(sessions[writer], 1, positions[writer]++, 1, content, Unfinished: true), CancellationToken.None);

    public ValueTask DisposeAsync() => storage.DisposeAsync();
}
