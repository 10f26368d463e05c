using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;

namespace AgentGrains.Testing.Stores;

/// <summary>The reference model of <see cref="IIdempotencyStore"/>. Thread safe.</summary>
public sealed class InMemoryIdempotencyStore : IIdempotencyStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<(TenantId Tenant, string Route, string Key), IdempotencyRecord> records = [];

    /// <inheritdoc/>
    public ValueTask<IdempotencyRecord?> TryBeginAsync(TenantId tenant, IdempotencyRecord record, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(record);
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            if (records.TryGetValue((tenant, record.Route, record.Key), out var stored))
                return new(stored);
            records.Add((tenant, record.Route, record.Key), record);
            return new((IdempotencyRecord?)null);
        }
    }

    /// <inheritdoc/>
    public ValueTask CompleteAsync(TenantId tenant, string route, string key, IdempotencyAnswer answer, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(answer);
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            if (records.TryGetValue((tenant, route, key), out var stored))
                records[(tenant, route, key)] = stored with { Answer = answer with { Body = answer.Body.ToArray() } };
        }
        return default;
    }

    /// <inheritdoc/>
    public ValueTask RemoveAsync(TenantId tenant, string route, string key, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
            records.Remove((tenant, route, key));
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<int> DeleteBeforeAsync(DateTimeOffset startedBefore, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            var old = records.Where(record => record.Value.StartedAt < startedBefore).Select(record => record.Key).ToArray();
            foreach (var key in old)
                records.Remove(key);
            return new(old.Length);
        }
    }
}
