using AgentGrains.Storage.Sqlite.Files;

namespace AgentGrains.Storage.Sqlite.Reminders;

/// <summary>The reminders of Orleans grains, in the host's file.</summary>
internal sealed class SqliteReminderTable(SqliteStorage storage) : IReminderTable
{
    private const string Select = "SELECT grain, name, start_at_ticks, period_ticks, etag FROM reminders";

    public async Task<ReminderTableData> ReadRows(GrainId grainId) =>
        new(await storage.Host.ReadAsync(
            connection => connection.Sql($"{Select} WHERE grain = ?").Bind(grainId.ToString()).Rows(Read), CancellationToken.None));

    public async Task<ReminderTableData> ReadRows(uint begin, uint end)
    {
        // The ring has no ends: a range that begins at or after its end wraps around zero.
        var sql = begin < end ? $"{Select} WHERE hash > ? AND hash <= ?" : $"{Select} WHERE hash > ? OR hash <= ?";
        return new(await storage.Host.ReadAsync(connection => connection.Sql(sql).Bind(begin).Bind(end).Rows(Read), CancellationToken.None));
    }

    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) =>
        await storage.Host.ReadAsync<ReminderEntry?>(
            connection => connection.Sql($"{Select} WHERE grain = ? AND name = ?").Bind(grainId.ToString()).Bind(reminderName).First(Read), CancellationToken.None);

    public async Task<string?> UpsertRow(ReminderEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return await storage.Host.WriteAsync(state => state.Connection.Sql("""
            INSERT INTO reminders (grain, name, hash, start_at_ticks, period_ticks, etag) VALUES (?, ?, ?, ?, ?, lower(hex(randomblob(8))))
            ON CONFLICT (grain, name) DO UPDATE SET start_at_ticks = excluded.start_at_ticks, period_ticks = excluded.period_ticks, etag = excluded.etag
            RETURNING etag
            """).Bind(entry.GrainId.ToString()).Bind(entry.ReminderName).Bind(entry.GrainId.GetUniformHashCode())
            .Bind(entry.StartAt.ToUniversalTime().Ticks).Bind(entry.Period.Ticks).First(row => row.Text(0)));
    }

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) =>
        storage.Host.WriteAsync(state => state.Connection.Sql("DELETE FROM reminders WHERE grain = ? AND name = ? AND etag = ?")
            .Bind(grainId.ToString()).Bind(reminderName).Bind(eTag).Run() == 1);

    public Task TestOnlyClearTable() => storage.Host.WriteAsync(state => state.Connection.Sql("DELETE FROM reminders").Run());

    private static ReminderEntry Read(Statement row) => new()
    {
        GrainId = GrainId.Parse(row.Text(0)),
        ReminderName = row.Text(1),
        StartAt = new DateTime(row.Number(2), DateTimeKind.Utc),
        Period = TimeSpan.FromTicks(row.Number(3)),
        ETag = row.Text(4),
    };
}
