using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;

namespace AgentGrains.Api.Idempotency;

/// <summary>A request with an Idempotency-Key that is being executed.</summary>
/// <param name="store">The records.</param>
/// <param name="tenant">The tenant.</param>
/// <param name="claim">The request's claim of its record.</param>
/// <param name="ids">The ids of what it makes.</param>
/// <param name="answered">Called once the answer is durable.</param>
internal sealed class IdempotentRequest(IIdempotencyStore store, TenantId tenant, IdempotencyClaim claim, RequestIds ids, Action answered)
{
    /// <summary>The ids of what it makes.</summary>
    public RequestIds Ids => ids;

    /// <summary>Whether the answer is kept.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>Keeps the answer; durable when the call returns.</summary>
    public async ValueTask CompleteAsync(int status, string contentType, string? location, ReadOnlyMemory<byte> body)
    {
        // Where another request owns the record by now, it makes the same things under the same ids, and its answer is kept.
        await store.CompleteAsync(tenant, claim, new IdempotencyAnswer(status, contentType, location, body), CancellationToken.None);
        IsAnswered = true;
        answered();
    }

    /// <summary>The request ended without an answer to keep.</summary>
    /// <param name="wroteNothing">Whether it certainly wrote nothing, so that its key is free again; else a repeat executes it under the same ids.</param>
    public async ValueTask EndAsync(bool wroteNothing)
    {
        if (wroteNothing)
            await store.RemoveAsync(tenant, claim, CancellationToken.None);
        else
            await store.PassOnAsync(tenant, claim, "", CancellationToken.None);
    }
}
