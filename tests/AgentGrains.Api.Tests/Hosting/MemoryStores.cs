using System.Collections.Concurrent;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Stores;

namespace AgentGrains.Api.Tests.Hosting;

/// <summary>Definitions in memory.</summary>
internal sealed class MemoryDefinitions : IDefinitionStore
{
    private readonly Dictionary<(TenantId Tenant, string Kind, string Name), List<DefinitionDocument>> documents = [];

    /// <summary>How often a definition was read.</summary>
    public int Reads { get; private set; }

    /// <summary>Runs before a write, to let another writer be first.</summary>
    public Action? BeforePut { get; set; }

    public ValueTask<bool> TryPutAsync(TenantId tenant, string kind, DefinitionDocument document, int expectedVersion, CancellationToken cancellation)
    {
        var before = BeforePut;
        BeforePut = null;
        before?.Invoke();
        lock (documents)
        {
            if (!documents.TryGetValue((tenant, kind, document.Name), out var versions))
                documents[(tenant, kind, document.Name)] = versions = [];
            if (versions.Count != expectedVersion)
                return ValueTask.FromResult(false);
            versions.Add(document);
            return ValueTask.FromResult(true);
        }
    }

    public ValueTask<DefinitionDocument?> ReadAsync(TenantId tenant, string kind, string name, int? version, CancellationToken cancellation)
    {
        lock (documents)
        {
            Reads++;
            return ValueTask.FromResult(!documents.TryGetValue((tenant, kind, name), out var versions) ? null
                : version is { } number ? versions.ElementAtOrDefault(number - 1) : versions[^1]);
        }
    }

    public ValueTask<IReadOnlyList<DefinitionDocument>> ListAsync(TenantId tenant, string kind, string? after, int limit, CancellationToken cancellation)
    {
        lock (documents)
        {
            return ValueTask.FromResult<IReadOnlyList<DefinitionDocument>>([.. documents
                .Where(pair => pair.Key.Tenant == tenant && pair.Key.Kind == kind && !pair.Value[^1].Archived && string.CompareOrdinal(pair.Key.Name, after) > 0)
                .Select(pair => pair.Value[^1]).OrderBy(document => document.Name, StringComparer.Ordinal).Take(limit)]);
        }
    }
}

/// <summary>Payloads in memory.</summary>
internal sealed class MemoryPayloads : IPayloadStore
{
    private readonly ConcurrentDictionary<(TenantId Tenant, string Sha256), ReadOnlyMemory<byte>> payloads = new();

    public int Count => payloads.Count;

    public ValueTask<PayloadReference> PutAsync(SessionKey session, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var reference = PayloadReference.Of(content.Span);
        payloads[(session.Tenant, reference.Sha256)] = content;
        return ValueTask.FromResult(reference);
    }

    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(TenantId tenant, PayloadReference reference, CancellationToken cancellation) =>
        ValueTask.FromResult<ReadOnlyMemory<byte>?>(payloads.TryGetValue((tenant, reference.Sha256), out var content) ? content : null);

    public ValueTask DeleteAsync(SessionKey session, CancellationToken cancellation) => ValueTask.CompletedTask;
}

/// <summary>Records of idempotent requests in memory.</summary>
internal sealed class MemoryIdempotency : IIdempotencyStore
{
    private readonly ConcurrentDictionary<(TenantId Tenant, string Route, string Key), IdempotencyRecord> records = new();

    public IReadOnlyCollection<IdempotencyRecord> Records => [.. records.Values];

    public ValueTask<IdempotencyRecord?> TryBeginAsync(TenantId tenant, IdempotencyRecord record, CancellationToken cancellation)
    {
        var stored = records.GetOrAdd((tenant, record.Route, record.Key), record);
        return ValueTask.FromResult(ReferenceEquals(stored, record) ? null : stored);
    }

    public ValueTask CompleteAsync(TenantId tenant, string route, string key, IdempotencyAnswer answer, CancellationToken cancellation)
    {
        if (records.TryGetValue((tenant, route, key), out var record))
            records[(tenant, route, key)] = record with { Answer = answer };
        return ValueTask.CompletedTask;
    }

    public ValueTask RemoveAsync(TenantId tenant, string route, string key, CancellationToken cancellation)
    {
        records.TryRemove((tenant, route, key), out _);
        return ValueTask.CompletedTask;
    }

    public ValueTask<int> DeleteBeforeAsync(DateTimeOffset begunBefore, CancellationToken cancellation) =>
        ValueTask.FromResult(records.Count(pair => pair.Value.BegunAt < begunBefore && records.TryRemove(pair)));
}
