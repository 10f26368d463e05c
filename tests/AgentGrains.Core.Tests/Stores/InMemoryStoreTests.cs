using AgentGrains.Core.Stores;
using AgentGrains.Testing.Stores;

namespace AgentGrains.Core.Tests.Stores;

public sealed class InMemoryJournalStoreTests : JournalStoreConformance
{
    protected override ValueTask<IJournalStore> CreateAsync() => new(new InMemoryJournalStore());
}

public sealed class InMemoryPayloadStoreTests : PayloadStoreConformance
{
    protected override ValueTask<IPayloadStore> CreateAsync() => new(new InMemoryPayloadStore());
}

public sealed class InMemoryWakeUpStoreTests : WakeUpStoreConformance
{
    protected override ValueTask<IWakeUpStore> CreateAsync() => new(new InMemoryWakeUpStore());
}

public sealed class InMemoryVisibilityStoreTests : VisibilityStoreConformance
{
    protected override ValueTask<IVisibilityStore> CreateAsync() => new(new InMemoryVisibilityStore());
}

public sealed class InMemoryDefinitionStoreTests : DefinitionStoreConformance
{
    protected override ValueTask<IDefinitionStore> CreateAsync() => new(new InMemoryDefinitionStore());
}

public sealed class InMemoryIdempotencyStoreTests : IdempotencyStoreConformance
{
    protected override ValueTask<IIdempotencyStore> CreateAsync() => new(new InMemoryIdempotencyStore());
}
