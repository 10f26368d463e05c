using AgentGrains.Core.Ids;

namespace AgentGrains.Core.Stores;

/// <summary>What was answered to each Idempotency-Key, per tenant and route. Safe for concurrent use.</summary>
public interface IIdempotencyStore
{
    /// <summary>Stores a record if there is none under its route and key, durable when the call returns; else returns the stored one.</summary>
    /// <returns>Null if the record is new and the caller may proceed; else the stored one.</returns>
    ValueTask<IdempotencyRecord?> TryBeginAsync(TenantId tenant, IdempotencyRecord record, CancellationToken cancellation);

    /// <summary>Adds the answer to a stored record; durable when the call returns. Nothing happens where there is no record.</summary>
    ValueTask CompleteAsync(TenantId tenant, string route, string key, IdempotencyAnswer answer, CancellationToken cancellation);

    /// <summary>Takes a record back, because its request wrote nothing. Nothing happens where there is none.</summary>
    ValueTask RemoveAsync(TenantId tenant, string route, string key, CancellationToken cancellation);

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
public sealed record IdempotencyRecord(string Route, string Key, string BodySha256, string Seed, DateTimeOffset StartedAt, IdempotencyAnswer? Answer);

/// <summary>An answer to repeat.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">The media type of the body, if there is one.</param>
/// <param name="Location">The Location header, if there was one.</param>
/// <param name="Body">The body; may be empty.</param>
public sealed record IdempotencyAnswer(int Status, string? ContentType, string? Location, ReadOnlyMemory<byte> Body);
