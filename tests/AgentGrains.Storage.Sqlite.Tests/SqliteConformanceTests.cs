using AgentGrains.Core.Stores;
using AgentGrains.Testing.Stores;

namespace AgentGrains.Storage.Sqlite.Tests;

public sealed class SqliteJournalStoreTests : JournalStoreConformance, IAsyncDisposable
{
    private readonly DataFolder folder = new();

    public ValueTask DisposeAsync() => folder.DisposeAsync();

    protected override ValueTask<IJournalStore> CreateAsync() => new(folder.Open().Journals);
}

public sealed class SqlitePayloadStoreTests : PayloadStoreConformance, IAsyncDisposable
{
    private readonly DataFolder folder = new();

    public ValueTask DisposeAsync() => folder.DisposeAsync();

    protected override ValueTask<IPayloadStore> CreateAsync() => new(folder.Open().Payloads);
}

public sealed class SqliteWakeUpStoreTests : WakeUpStoreConformance, IAsyncDisposable
{
    private readonly DataFolder folder = new();

    public ValueTask DisposeAsync() => folder.DisposeAsync();

    protected override ValueTask<IWakeUpStore> CreateAsync() => new(folder.Open().WakeUps);
}

public sealed class SqliteVisibilityStoreTests : VisibilityStoreConformance, IAsyncDisposable
{
    private readonly DataFolder folder = new();

    public ValueTask DisposeAsync() => folder.DisposeAsync();

    protected override ValueTask<IVisibilityStore> CreateAsync() => new(folder.Open().Visibility);
}

public sealed class SqliteDefinitionStoreTests : DefinitionStoreConformance, IAsyncDisposable
{
    private readonly DataFolder folder = new();

    public ValueTask DisposeAsync() => folder.DisposeAsync();

    protected override ValueTask<IDefinitionStore> CreateAsync() => new(folder.Open().Definitions);
}

public sealed class SqliteIdempotencyStoreTests : IdempotencyStoreConformance, IAsyncDisposable
{
    private readonly DataFolder folder = new();

    public ValueTask DisposeAsync() => folder.DisposeAsync();

    protected override ValueTask<IIdempotencyStore> CreateAsync() => new(folder.Open().Idempotency);
}
