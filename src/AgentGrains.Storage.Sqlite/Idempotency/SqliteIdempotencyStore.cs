using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Storage.Sqlite.Files;

namespace AgentGrains.Storage.Sqlite.Idempotency;

/// <summary>Answers under their keys, each tenant's in its own file.</summary>
internal sealed class SqliteIdempotencyStore(TenantFiles files) : IIdempotencyStore
{
    // A record as it was claimed: no other request has its owner's text, and one with an answer is changed by none.
    private const string Claimed = "route = ? AND key = ? AND owner = ? AND status IS NULL";

    public async ValueTask<IdempotencyClaim> ClaimAsync(TenantId tenant, IdempotencyRecord record, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(record);
        var stored = await files.WriteAsync(tenant, state => Begin(state.Connection, record), cancellation, record.Answer?.Body.Length ?? 0);
        return ClaimOf(stored ?? record, isNew: stored is null);
    }

    public async ValueTask<IdempotencyClaim?> PassOnAsync(TenantId tenant, IdempotencyClaim claim, string owner, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(owner);
        var changed = await files.WriteAsync(
            tenant, state => Bind(state.Connection.Sql($"UPDATE idempotency SET owner = ? WHERE {Claimed}").Bind(owner), claim).Run(), cancellation);
        return changed == 0 ? null : ClaimOf(claim.Record with { Owner = owner }, isNew: false);
    }

    public async ValueTask<bool> CompleteAsync(TenantId tenant, IdempotencyClaim claim, IdempotencyAnswer answer, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(answer);
        return await files.WriteAsync(tenant, state => Bind(
            state.Connection.Sql($"UPDATE idempotency SET status = ?, content_type = ?, location = ?, body = ? WHERE {Claimed}")
                .Bind(answer.Status).Bind(answer.ContentType).Bind(answer.Location).Bind(answer.Body.Span),
            claim).Run(), cancellation, answer.Body.Length) > 0;
    }

    public async ValueTask RemoveAsync(TenantId tenant, IdempotencyClaim claim, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(claim);
        await files.WriteAsync(tenant, state => Bind(state.Connection.Sql($"DELETE FROM idempotency WHERE {Claimed}"), claim).Run(), cancellation);
    }

    public async ValueTask<int> DeleteBeforeAsync(DateTimeOffset startedBefore, CancellationToken cancellation)
    {
        var deleted = 0;
        foreach (var tenant in files.List())
        {
            deleted += await files.WriteAsync(tenant, state => state.Connection
                .Sql("DELETE FROM idempotency WHERE begun_at < ?").Bind(startedBefore.ToUnixTimeMilliseconds()).Run(), cancellation);
        }
        return deleted;
    }

    private static IdempotencyClaim ClaimOf(IdempotencyRecord record, bool isNew) => new(record, isNew, record.Owner);

    private static Statement Bind(Statement statement, IdempotencyClaim claim) => statement.Bind(claim.Record.Route).Bind(claim.Record.Key).Bind(claim.Version);

    private static IdempotencyRecord? Begin(Connection connection, IdempotencyRecord record)
    {
        var stored = connection.Sql("""
            SELECT route, key, body_sha256, seed, begun_at, owner, status, content_type, location, body FROM idempotency WHERE route = ? AND key = ?
            """).Bind(record.Route).Bind(record.Key).First(Read);
        if (stored is not null)
            return stored;
        var insert = connection.Sql("""
            INSERT INTO idempotency (route, key, body_sha256, seed, begun_at, owner, status, content_type, location, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """).Bind(record.Route).Bind(record.Key).Bind(record.BodySha256).Bind(record.Seed).Bind(record.StartedAt.ToUnixTimeMilliseconds()).Bind(record.Owner);
        if (record.Answer is { } answer)
            insert.Bind(answer.Status).Bind(answer.ContentType).Bind(answer.Location).Bind(answer.Body.Span);
        insert.Run();
        return null;
    }

    private static IdempotencyRecord Read(Statement row) => new(
        row.Text(0), row.Text(1), row.Text(2), row.Text(3), DateTimeOffset.FromUnixTimeMilliseconds(row.Number(4)),
        row.IsNull(6) ? null : new IdempotencyAnswer((int)row.Number(6), row.TextOrNull(7), row.TextOrNull(8), row.Blob(9)))
    {
        Owner = row.Text(5),
    };
}
