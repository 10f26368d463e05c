using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Storage.Sqlite.Files;

namespace AgentGrains.Storage.Sqlite.Idempotency;

/// <summary>Answers under their keys, each tenant's in its own file.</summary>
internal sealed class SqliteIdempotencyStore(TenantFiles files) : IIdempotencyStore
{
    public async ValueTask<IdempotencyRecord?> TryBeginAsync(TenantId tenant, IdempotencyRecord record, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(record);
        return await files.WriteAsync(tenant, state => Begin(state.Connection, record), cancellation, record.Answer?.Body.Length ?? 0);
    }

    public async ValueTask CompleteAsync(TenantId tenant, string route, string key, IdempotencyAnswer answer, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(answer);
        await files.WriteAsync(tenant, state => state.Connection
            .Sql("UPDATE idempotency SET status = ?, content_type = ?, location = ?, body = ? WHERE route = ? AND key = ?")
            .Bind(answer.Status).Bind(answer.ContentType).Bind(answer.Location).Bind(answer.Body.Span).Bind(route).Bind(key).Run(), cancellation, answer.Body.Length);
    }

    public async ValueTask RemoveAsync(TenantId tenant, string route, string key, CancellationToken cancellation) =>
        await files.WriteAsync(tenant, state => state.Connection
            .Sql("DELETE FROM idempotency WHERE route = ? AND key = ?").Bind(route).Bind(key).Run(), cancellation);

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

    private static IdempotencyRecord? Begin(Connection connection, IdempotencyRecord record)
    {
        var stored = connection.Sql("""
            SELECT route, key, body_sha256, seed, begun_at, status, content_type, location, body FROM idempotency WHERE route = ? AND key = ?
            """).Bind(record.Route).Bind(record.Key).First(Read);
        if (stored is not null)
            return stored;
        var insert = connection.Sql("""
            INSERT INTO idempotency (route, key, body_sha256, seed, begun_at, status, content_type, location, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """).Bind(record.Route).Bind(record.Key).Bind(record.BodySha256).Bind(record.Seed).Bind(record.StartedAt.ToUnixTimeMilliseconds());
        if (record.Answer is { } answer)
            insert.Bind(answer.Status).Bind(answer.ContentType).Bind(answer.Location).Bind(answer.Body.Span);
        insert.Run();
        return null;
    }

    private static IdempotencyRecord Read(Statement row) => new(
        row.Text(0), row.Text(1), row.Text(2), row.Text(3), DateTimeOffset.FromUnixTimeMilliseconds(row.Number(4)),
        row.IsNull(5) ? null : new IdempotencyAnswer((int)row.Number(5), row.TextOrNull(6), row.TextOrNull(7), row.Blob(8)));
}
