using AgentGrains.Core.Ids;

namespace AgentGrains.Core.Stores;

/// <summary>What was answered to each Idempotency-Key, per tenant and route. Safe for concurrent use.</summary>
/// <remarks>A record without an answer belongs to one request at a time, by its claim: what another request does with an older claim of it changes nothing.</remarks>
public interface IIdempotencyStore
{
    /// <summary>Stores a record if there is none under its route and key, durable when the call returns; else returns the stored one.</summary>
    /// <returns>The record that is stored now, and whether it is this one.</returns>
    ValueTask<IdempotencyClaim> ClaimAsync(TenantId tenant, IdempotencyRecord record, CancellationToken cancellation);

    /// <summary>Makes a record another request's.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="claim">The record as it was read.</param>
    /// <param name="owner">The request, by a text that no other has; empty for none.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The claim to continue with; null if the record has changed since the claim: another request was first.</returns>
    ValueTask<IdempotencyClaim?> PassOnAsync(TenantId tenant, IdempotencyClaim claim, string owner, CancellationToken cancellation);

    /// <summary>Adds the answer; durable when the call returns.</summary>
    /// <returns>False if the record has changed since the claim: nothing is stored then.</returns>
    ValueTask<bool> CompleteAsync(TenantId tenant, IdempotencyClaim claim, IdempotencyAnswer answer, CancellationToken cancellation);

    /// <summary>Takes a record back, because its request wrote nothing. Nothing happens if it has changed since the claim.</summary>
    ValueTask RemoveAsync(TenantId tenant, IdempotencyClaim claim, CancellationToken cancellation);

    /// <summary>Deletes every record of every tenant that was started before a time; returns how many.</summary>
    ValueTask<int> DeleteBeforeAsync(DateTimeOffset startedBefore, CancellationToken cancellation);
}

/// <summary>One request that came with an Idempotency-Key.</summary>
/// <param name="Route">The method and path.</param>
/// <param name="Key">The client's key, 1 to 255 characters.</param>
/// <param name="BodySha256">The SHA-256 of the request's body, in lower-case hex.</param>
/// <param name="Seed">What the ids that the request makes are derived from, so that a repeat after a crash makes the same ones.</param>
/// <param name="StartedAt">When the first request came.</param>
/// <param name="Answer">The response; null until there is one.</param>
public sealed record IdempotencyRecord(string Route, string Key, string BodySha256, string Seed, DateTimeOffset StartedAt, IdempotencyAnswer? Answer)
{
    /// <summary>The request that executes it, by a text that no other has; empty if none does.</summary>
    public string Owner { get; init; } = "";
}

/// <summary>A record as one request stored or read it.</summary>
/// <param name="Record">The record.</param>
/// <param name="IsNew">Whether this request stored it.</param>
/// <param name="Version">The store's own mark of this state of the record.</param>
public sealed record IdempotencyClaim(IdempotencyRecord Record, bool IsNew, string Version);

/// <summary>An answer to repeat.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">The media type of the body, if there is one.</param>
/// <param name="Location">The Location header, if there was one.</param>
/// <param name="Body">The body; may be empty.</param>
public sealed record IdempotencyAnswer(int Status, string? ContentType, string? Location, ReadOnlyMemory<byte> Body);
