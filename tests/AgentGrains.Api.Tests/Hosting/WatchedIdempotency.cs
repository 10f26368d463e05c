using System.Collections.Concurrent;
using System.Threading.Channels;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Testing.Stores;

namespace AgentGrains.Api.Tests.Hosting;

/// <summary>Records of idempotent requests in memory, whose keys can be seen, and whose answers can get lost.</summary>
internal sealed class WatchedIdempotency : IIdempotencyStore
{
    private readonly InMemoryIdempotencyStore store = new();
    private readonly ConcurrentDictionary<string, bool> keys = new();
    private readonly Channel<int> sweeps = Channel.CreateUnbounded<int>();

    /// <summary>The keys that have a record.</summary>
    public IEnumerable<string> Keys => keys.Keys;

    /// <summary>Whether answers are lost, as where the process dies before it keeps them.</summary>
    public bool LosesAnswers { get; set; }

    public ValueTask<IdempotencyClaim> ClaimAsync(TenantId tenant, IdempotencyRecord record, CancellationToken cancellation)
    {
        keys[record.Key] = true;
        return store.ClaimAsync(tenant, record, cancellation);
    }

    public ValueTask<IdempotencyClaim?> PassOnAsync(TenantId tenant, IdempotencyClaim claim, string owner, CancellationToken cancellation) =>
        LosesAnswers ? throw new AgentGrainsException(ErrorCodes.StoreUnavailable, "The process died here.") : store.PassOnAsync(tenant, claim, owner, cancellation);

    public ValueTask<bool> CompleteAsync(TenantId tenant, IdempotencyClaim claim, IdempotencyAnswer answer, CancellationToken cancellation) =>
        LosesAnswers ? throw new IOException("The process died here.") : store.CompleteAsync(tenant, claim, answer, cancellation);

    public ValueTask RemoveAsync(TenantId tenant, IdempotencyClaim claim, CancellationToken cancellation)
    {
        keys.TryRemove(claim.Record.Key, out _);
        return store.RemoveAsync(tenant, claim, cancellation);
    }

    public async ValueTask<int> DeleteBeforeAsync(DateTimeOffset startedBefore, CancellationToken cancellation)
    {
        var dropped = await store.DeleteBeforeAsync(startedBefore, cancellation);
        await sweeps.Writer.WriteAsync(dropped, cancellation);
        return dropped;
    }

    /// <summary>How many records the next sweep dropped.</summary>
    public async Task<int> NextSweepAsync() => await sweeps.Reader.ReadAsync(TestContext.Current.CancellationToken);
}
