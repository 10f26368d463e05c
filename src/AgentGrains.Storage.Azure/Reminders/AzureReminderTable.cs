using AgentGrains.Storage.Azure.Connections;
using AgentGrains.Storage.Azure.OrleansTables;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace AgentGrains.Storage.Azure.Reminders;

/// <summary>The reminders of Orleans grains, a row each, in the layout of Microsoft's provider. Times are kept to the millisecond.</summary>
/// <remarks>Names that differ only in characters that a key cannot have share a row in that layout: the one that was written last is there.</remarks>
internal sealed class AzureReminderTable(TableServiceClient service, IOptions<ClusterOptions> cluster) : IReminderTable
{
    private readonly OrleansTable table = new(service, "OrleansReminders");

    private string ServiceId => cluster.Value.ServiceId;

    public async Task<ReminderTableData> ReadRows(GrainId grainId) => new(await ReadAsync(
        TableClient.CreateQueryFilter($"PartitionKey eq {PartitionKey(grainId)} and ServiceId eq {ServiceId} and GrainReference eq {grainId.ToString()}")));

    public async Task<ReminderTableData> ReadRows(uint begin, uint end)
    {
        if (begin < end)
            return new(await ReadAsync(After(begin, end)));
        if (begin == end)
            return new(await ReadAsync(UpTo(uint.MaxValue)));
        // The ring has no ends: a range that begins after its end wraps around zero.
        return new([.. await ReadAsync(After(begin, uint.MaxValue)), .. await ReadAsync(UpTo(end))]);
    }

    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName)
    {
        var row = await table.FindAsync(PartitionKey(grainId), ReminderRow.RowKey(grainId, reminderName));
        return row is null ? null : ReminderRow.Read(row);
    }

    public async Task<string?> UpsertRow(ReminderEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var row = ReminderRow.Of(entry, ServiceId, cluster.Value.ClusterId);
        var written = await table.UseAsync(client => client.UpsertEntityAsync(row, TableUpdateMode.Replace));
        return written.Headers.ETag.ToString();
    }

    public async Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag)
    {
        try
        {
            return await table.RemoveAsync(PartitionKey(grainId), ReminderRow.RowKey(grainId, reminderName), new ETag(eTag));
        }
        catch (RequestFailedException failure) when (failure.IsContention())
        {
            return false;
        }
    }

    public async Task TestOnlyClearTable()
    {
        var (rows, _) = await table.QueryAsync(TableClient.CreateQueryFilter($"{UpTo(uint.MaxValue)} and DeploymentId eq {cluster.Value.ClusterId}"));
        foreach (var row in rows)
            await table.RemoveAsync(row.PartitionKey, row.RowKey, ETag.All);
    }

    private async Task<List<ReminderEntry>> ReadAsync(string filter)
    {
        var (rows, _) = await table.QueryAsync(filter);
        return rows.ConvertAll(ReminderRow.Read);
    }

    private string PartitionKey(GrainId grainId) => ReminderRow.PartitionKey(ServiceId, grainId.GetUniformHashCode());

    // Between two keys of one service there may be keys of another whose name begins with its name, hence the second condition.
    private string After(uint begin, uint end) => TableClient.CreateQueryFilter(
        $"PartitionKey gt {ReminderRow.PartitionKey(ServiceId, begin)} and PartitionKey le {ReminderRow.PartitionKey(ServiceId, end)} and ServiceId eq {ServiceId}");

    private string UpTo(uint end) => TableClient.CreateQueryFilter(
        $"PartitionKey ge {ReminderRow.PartitionKey(ServiceId, 0)} and PartitionKey le {ReminderRow.PartitionKey(ServiceId, end)} and ServiceId eq {ServiceId}");
}
