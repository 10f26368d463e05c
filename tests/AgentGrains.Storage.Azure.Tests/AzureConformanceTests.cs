using AgentGrains.Core.Stores;
using AgentGrains.Testing.Stores;

namespace AgentGrains.Storage.Azure.Tests;

public sealed class AzureJournalStoreTests(AzuriteFixture azurite) : JournalStoreConformance
{
    protected override async ValueTask<IJournalStore> CreateAsync() => (await new Account(azurite).OpenAsync()).Journals;
}

public sealed class AzurePayloadStoreTests(AzuriteFixture azurite) : PayloadStoreConformance
{
    protected override async ValueTask<IPayloadStore> CreateAsync() => (await new Account(azurite).OpenAsync()).Payloads;
}

public sealed class AzureWakeUpStoreTests(AzuriteFixture azurite) : WakeUpStoreConformance
{
    protected override async ValueTask<IWakeUpStore> CreateAsync() => (await new Account(azurite).OpenAsync()).WakeUps;
}

public sealed class AzureVisibilityStoreTests(AzuriteFixture azurite) : VisibilityStoreConformance
{
    protected override async ValueTask<IVisibilityStore> CreateAsync() => (await new Account(azurite).OpenAsync()).Visibility;
}

public sealed class AzureDefinitionStoreTests(AzuriteFixture azurite) : DefinitionStoreConformance
{
    protected override async ValueTask<IDefinitionStore> CreateAsync() => (await new Account(azurite).OpenAsync()).Definitions;
}

public sealed class AzureIdempotencyStoreTests(AzuriteFixture azurite) : IdempotencyStoreConformance
{
    protected override async ValueTask<IIdempotencyStore> CreateAsync() => (await new Account(azurite).OpenAsync()).Idempotency;
}
