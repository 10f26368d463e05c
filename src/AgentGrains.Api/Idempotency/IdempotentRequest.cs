using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;

namespace AgentGrains.Api.Idempotency;

/// <summary>A request with an Idempotency-Key that is being executed.</summary>
internal sealed class IdempotentRequest(IIdempotencyStore store, TenantId tenant, IdempotencyRecord record, RequestIds ids, Action answered)
{
    /// <summary>The ids of what it makes.</summary>
    public RequestIds Ids => ids;

    /// <summary>Keeps the answer; durable when the call returns.</summary>
    public async ValueTask CompleteAsync(int status, string contentType, string? location, ReadOnlyMemory<byte> body)
    {
        // The work is done: the answer is kept even where the client no longer waits for it.
        await store.CompleteAsync(tenant, record.Route, record.Key, new IdempotencyAnswer(status, contentType, location, body), CancellationToken.None);
        answered();
    }

    /// <summary>Forgets the request, because it wrote nothing.</summary>
    public ValueTask RemoveAsync() => store.RemoveAsync(tenant, record.Route, record.Key, CancellationToken.None);
}
