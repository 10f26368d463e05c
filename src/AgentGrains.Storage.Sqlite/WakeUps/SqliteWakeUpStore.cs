using System.Text.Json;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Storage.Sqlite.Files;

namespace AgentGrains.Storage.Sqlite.WakeUps;

/// <summary>The wake-ups of all tenants, in the host's file.</summary>
internal sealed class SqliteWakeUpStore(DatabaseFile host) : IWakeUpStore
{
    private const string Columns = "session, due_at, owner, stamp";

    public async ValueTask SetAsync(WakeUp wakeUp, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(wakeUp);
        cancellation.ThrowIfCancellationRequested();
        await host.WriteAsync(state => state.Connection.Sql("""
            INSERT INTO wake_ups (session, shard, due_at, owner, stamp) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (session) DO UPDATE SET due_at = excluded.due_at, owner = excluded.owner, stamp = excluded.stamp WHERE excluded.stamp >= stamp
            """).Bind(wakeUp.Session.ToString()).Bind(WakeUp.ShardOf(wakeUp.Session)).Bind(wakeUp.DueAt.ToUnixTimeMilliseconds())
            .Bind(wakeUp.Owner).Bind(wakeUp.Stamp).Run());
    }

    public async ValueTask RemoveAsync(SessionKey session, long stamp, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        await host.WriteAsync(state =>
            state.Connection.Sql("DELETE FROM wake_ups WHERE session = ? AND stamp < ?").Bind(session.ToString()).Bind(stamp).Run());
    }

    public async ValueTask<WakeUp?> FindAsync(SessionKey session, CancellationToken cancellation) =>
        await host.ReadAsync(connection => connection.Sql($"SELECT {Columns} FROM wake_ups WHERE session = ?").Bind(session.ToString()).First(Read), cancellation);

    public async ValueTask<IReadOnlyList<WakeUp>> ReadDueAsync(int shard, DateTimeOffset dueBy, int limit, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return await host.ReadAsync(connection => connection
            .Sql($"SELECT {Columns} FROM wake_ups WHERE shard = ? AND due_at <= ? ORDER BY due_at, session LIMIT ?")
            .Bind(shard).Bind(dueBy.ToUnixTimeMilliseconds()).Bind(limit).Rows(Read), cancellation);
    }

    public async ValueTask<IReadOnlyList<WakeUp>> ReadOrphanedAsync(int shard, IReadOnlyCollection<string> alive, int limit, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(alive);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return await host.ReadAsync(connection => connection
            .Sql($"""
                SELECT {Columns} FROM wake_ups
                WHERE shard = ? AND owner IS NOT NULL AND owner NOT IN (SELECT value FROM json_each(?)) ORDER BY session LIMIT ?
                """)
            .Bind(shard).Bind(JsonSerializer.Serialize(alive)).Bind(limit).Rows(Read), cancellation);
    }

    private static WakeUp Read(Statement row) =>
        new(SessionKey.Parse(row.Text(0)), DateTimeOffset.FromUnixTimeMilliseconds(row.Number(1)), row.TextOrNull(2), row.Number(3));
}
