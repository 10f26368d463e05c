using AgentGrains.Core.Ids;

namespace AgentGrains.Core.Stores;

/// <summary>Named, versioned documents of a tenant: agents today. A version never changes. Safe for concurrent use.</summary>
public interface IDefinitionStore
{
    /// <summary>Stores the next version, durable when the call returns; false where the newest version is not <paramref name="expectedVersion"/> (0: there is none).</summary>
    ValueTask<bool> TryPutAsync(TenantId tenant, string kind, DefinitionDocument document, int expectedVersion, CancellationToken cancellation);

    /// <summary>One version, or the newest where <paramref name="version"/> is null; null where there is none.</summary>
    ValueTask<DefinitionDocument?> ReadAsync(TenantId tenant, string kind, string name, int? version, CancellationToken cancellation);

    /// <summary>The newest version of each name after <paramref name="after"/>, by name in ordinal order, archived ones left out.</summary>
    ValueTask<IReadOnlyList<DefinitionDocument>> ListAsync(TenantId tenant, string kind, string? after, int limit, CancellationToken cancellation);
}

/// <summary>One version of a document.</summary>
/// <param name="Name">Its name within the tenant and kind.</param>
/// <param name="Version">From 1, without gaps.</param>
/// <param name="Body">The document in UTF-8 JSON, at most 256 KiB.</param>
/// <param name="CreatedAt">When this version was made.</param>
/// <param name="Archived">Whether this version says that the name is no longer in use.</param>
public sealed record DefinitionDocument(string Name, int Version, ReadOnlyMemory<byte> Body, DateTimeOffset CreatedAt, bool Archived);
