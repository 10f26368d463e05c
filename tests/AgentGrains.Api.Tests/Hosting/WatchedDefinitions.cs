using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Testing.Stores;

namespace AgentGrains.Api.Tests.Hosting;

/// <summary>Definitions in memory that count readings and let another writer be first.</summary>
internal sealed class WatchedDefinitions : IDefinitionStore
{
    private readonly InMemoryDefinitionStore store = new();

    /// <summary>How often a definition was read.</summary>
    public int Reads { get; private set; }

    /// <summary>Runs once before the next write.</summary>
    public Func<Task>? BeforePut { get; set; }

    public async ValueTask<bool> TryPutAsync(TenantId tenant, string kind, DefinitionDocument document, int expectedVersion, CancellationToken cancellation)
    {
        var before = BeforePut;
        BeforePut = null;
        if (before is not null)
            await before();
        return await store.TryPutAsync(tenant, kind, document, expectedVersion, cancellation);
    }

    public ValueTask<DefinitionDocument?> ReadAsync(TenantId tenant, string kind, string name, int? version, CancellationToken cancellation)
    {
        if (version is null)
            Reads++;
        return store.ReadAsync(tenant, kind, name, version, cancellation);
    }

    public ValueTask<IReadOnlyList<DefinitionDocument>> ListAsync(TenantId tenant, string kind, string? after, int limit, CancellationToken cancellation) =>
        store.ListAsync(tenant, kind, after, limit, cancellation);
}
