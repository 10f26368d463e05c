using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;

namespace AgentGrains.Testing.Stores;

/// <summary>The reference model of <see cref="IIdempotencyStore"/>. Thread safe.</summary>
public sealed class InMemoryIdempotencyStore : IIdempotencyStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<(TenantId Tenant, string Route, string Key), IdempotencyRecord> records = [];

    /// <inheritdoc/>
    public ValueTask<IdempotencyClaim> ClaimAsync(TenantId tenant, IdempotencyRecord record, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(record);
        cancellation.ThrowIfCancellationRequested();
        lock (gate)
        {
            if (records.TryGetValue((tenant, record.Route, record.Key), out var stored))
                return new(ClaimOf(stored, false));
            records.Add((tenant, record.Route, record.Key), record);
            return new(ClaimOf(record, true));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IdempotencyClaim?> PassOnAsync(TenantId tenant, IdempotencyClaim claim, string owner, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(owner);
        cancellation.ThrowIfCancellationRequested();
        return new(Change(tenant, claim, stored => stored with { Owner = owner }) is { } changed ? ClaimOf(changed, false) : null);
    }

    /// <inheritdoc/>
    public ValueTask<bool> CompleteAsync(TenantId tenant, IdempotencyClaim claim, IdempotencyAnswer answer, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(answer);
        cancellation.ThrowIfCancellationRequested();
        return new(Change(tenant, claim, stored => stored with { Answer = answer with { Body = answer.Body.ToArray() } }) is not null);
    }

    /// <inheritdoc/>
    public ValueTask RemoveAsync(TenantId tenant, IdempotencyClaim claim, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(claim);
        cancellation.ThrowIfCancellationRequested();
        Change(tenant, claim, static _ => null);
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

    private static IdempotencyClaim ClaimOf(IdempotencyRecord record, bool isNew) => new(record, isNew, record.Owner);

    private IdempotencyRecord? Change(TenantId tenant, IdempotencyClaim claim, Func<IdempotencyRecord, IdempotencyRecord?> change)
    {
        var key = (tenant, claim.Record.Route, claim.Record.Key);
        lock (gate)
        {
            if (!records.TryGetValue(key, out var stored) || stored.Owner != claim.Version || stored.Answer is not null)
                return null;
            if (change(stored) is { } changed)
                return records[key] = changed;
            records.Remove(key);
            return null;
        }
    }
}
