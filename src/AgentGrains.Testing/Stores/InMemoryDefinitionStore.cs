using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;

namespace AgentGrains.Testing.Stores;

/// <summary>The reference model of <see cref="IDefinitionStore"/>. Thread safe.</summary>
public sealed class InMemoryDefinitionStore : IDefinitionStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<(TenantId Tenant, string Kind, string Name), List<DefinitionDocument>> versions = [];

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The document's version is not the one after <paramref name="expectedVersion"/>.</exception>
    public ValueTask<bool> TryPutAsync(TenantId tenant, string kind, DefinitionDocument document, int expectedVersion, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentOutOfRangeException.ThrowIfNegative(expectedVersion);
        ArgumentOutOfRangeException.ThrowIfNotEqual(document.Version, expectedVersion + 1, nameof(document));
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            if (!versions.TryGetValue((tenant, kind, document.Name), out var stored))
                versions[(tenant, kind, document.Name)] = stored = [];
            if (stored.Count != expectedVersion)
                return new(false);
            stored.Add(document with { Body = document.Body.ToArray() });
            return new(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<DefinitionDocument?> ReadAsync(TenantId tenant, string kind, string name, int? version, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            var stored = versions.GetValueOrDefault((tenant, kind, name));
            return new(version is { } number ? stored?.Find(document => document.Version == number) : stored?.LastOrDefault());
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DefinitionDocument>> ListAsync(TenantId tenant, string kind, string? after, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            return new([.. versions.Where(stored => stored.Key.Tenant == tenant && stored.Key.Kind == kind)
                .Select(stored => stored.Value.LastOrDefault()).OfType<DefinitionDocument>()
                .Where(document => !document.Archived && (after is null || string.CompareOrdinal(document.Name, after) > 0))
                .OrderBy(document => document.Name, StringComparer.Ordinal).Take(limit)]);
        }
    }
}
