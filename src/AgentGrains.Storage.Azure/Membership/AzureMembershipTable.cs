using AgentGrains.Core.Errors;
using AgentGrains.Storage.Azure.Connections;
using AgentGrains.Storage.Azure.OrleansTables;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace AgentGrains.Storage.Azure.Membership;

/// <summary>Which silos a cluster has, a partition for the cluster and a row for each silo, in the layout of Microsoft's provider.</summary>
/// <remarks>
/// A change of a silo's row and the step of the version are one transaction, conditional on the version's ETag: of all changes that were made of one version exactly one happens.
/// The silo's own ETag is no condition, because each heartbeat changes it and a heartbeat must not make a change fail.
/// A change may write back a heartbeat that was read before; the silo's next one corrects that, and Orleans reacts only if several are missing.
/// </remarks>
internal sealed class AzureMembershipTable(TableServiceClient service, IOptions<ClusterOptions> cluster) : IMembershipTable
{
    /// <summary>How often a membership that does not fit one page is read until it did not change meanwhile.</summary>
    private const int MaxReads = 10;

    private readonly OrleansTable table = new(service, "OrleansSiloInstances");

    private string ClusterId => cluster.Value.ClusterId;

    private string PartitionKey => TableKeys.Sanitised(ClusterId);

    public async Task InitializeMembershipTable(bool tryInitTableVersion)
    {
        if (!tryInitTableVersion)
            return;
        try
        {
            await table.UseAsync(client => client.AddEntityAsync(VersionRow.Of(0, ClusterId)));
        }
        catch (RequestFailedException failure) when (failure.IsContention())
        {
            // Another silo was first, perhaps long ago: what was asked for is there.
        }
    }

    public Task<MembershipTableData> ReadAll() => ReadAsync(TableClient.CreateQueryFilter($"PartitionKey eq {PartitionKey}"));

    public Task<MembershipTableData> ReadRow(SiloAddress key) => ReadAsync(RowFilter(SiloRow.RowKey(key)));

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion)
    {
        var row = SiloRow.Of(entry, ClusterId);
        return WriteAsync(new(TableTransactionActionType.Add, row), row, null, tableVersion);
    }

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion)
    {
        var row = SiloRow.Of(entry, ClusterId);
        return WriteAsync(new(TableTransactionActionType.UpdateReplace, row, ETag.All), row, etag, tableVersion);
    }

    public Task UpdateIAmAlive(MembershipEntry entry)
    {
        var row = new TableEntity(PartitionKey, SiloRow.RowKey(entry.SiloAddress)) { [SiloRow.IAmAliveTime] = TableTimes.Text(entry.IAmAliveTime) };
        return table.UseAsync(client => client.UpdateEntityAsync(row, ETag.All));
    }

    public Task DeleteMembershipTableEntries(string clusterId) =>
        RemoveAsync(TableClient.CreateQueryFilter($"PartitionKey eq {TableKeys.Sanitised(clusterId)}"), _ => true);

    /// <remarks>Dead is final, so a row that is dead when it is read may go whatever happened since. The latest of its times counts, because Orleans takes the limit from there.</remarks>
    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => RemoveAsync(
        TableClient.CreateQueryFilter($"PartitionKey eq {PartitionKey} and Status eq {nameof(SiloStatus.Dead)}"),
        row => SiloRow.LatestTime(SiloRow.Read(row)) < beforeDate.UtcDateTime);

    private string RowFilter(string rowKey) => TableClient.CreateQueryFilter($"PartitionKey eq {PartitionKey} and (RowKey eq {rowKey} or RowKey eq {VersionRow.RowKey})");

    private async Task<MembershipTableData> ReadAsync(string filter)
    {
        var (rows, version) = await ReadOneVersionAsync(filter);
        return new([.. rows.Where(IsSilo).Select(row => Tuple.Create(SiloRow.Read(row), row.ETag.ToString()))], version);
    }

    /// <summary>Rows as they all were at one version.</summary>
    /// <remarks>One page shows its partition as of one moment. More pages do so where the version was the same before the first and after the last of them.</remarks>
    private async Task<(List<TableEntity> Rows, TableVersion Version)> ReadOneVersionAsync(string filter)
    {
        TableVersion? before = null;
        for (var read = 0; read < MaxReads; read++)
        {
            var (rows, pages) = await table.QueryAsync(filter);
            var version = VersionRow.Find(rows, ClusterId);
            if (pages == 1)
                return (rows, version);
            var (last, _) = await table.QueryAsync(RowFilter(VersionRow.RowKey));
            var after = VersionRow.Find(last, ClusterId);
            if (after == before)
                return (rows, version);
            before = after;
        }
        throw new AgentGrainsException(ErrorCodes.StoreUnavailable, $"The membership of cluster '{ClusterId}' changed during each of {MaxReads} reads; it has more rows than one page holds.");
    }

    private async Task<bool> WriteAsync(TableTransactionAction change, TableEntity row, string? replaced, TableVersion version)
    {
        var step = new TableTransactionAction(TableTransactionActionType.UpdateReplace, VersionRow.Of(version.Version, ClusterId), new ETag(version.VersionEtag));
        try
        {
            await table.UseAsync(client => client.SubmitTransactionAsync([change, step]));
            return true;
        }
        catch (RequestFailedException failure) when (failure.IsContention())
        {
            return await IsWrittenAsync(row, replaced, version.Version);
        }
    }

    /// <summary>Whether a change that was refused is there all the same, because its answer was lost and the client sent it again.</summary>
    /// <remarks>
    /// Exactly one transaction made this version, and it wrote one silo's row. Where that row is all that we wrote, the table is what the caller wanted of the version before, and yes is true.
    /// That the transaction wrote this row, and not another that hides behind it, is sure: a row to insert was not there at the version before, and one to update has not the ETag any more
    /// that it had then. Only a heartbeat changes that without a version, and it leaves another time in the row than we wrote.
    /// Where a heartbeat or a further change has come over ours the answer is no, which costs the caller a new look and nothing else.
    /// </remarks>
    private async Task<bool> IsWrittenAsync(TableEntity row, string? replaced, int version)
    {
        var (rows, stored) = await ReadOneVersionAsync(RowFilter(row.RowKey));
        return stored.Version == version && rows.Find(IsSilo) is { } silo && silo.ETag.ToString() != replaced && SiloRow.Holds(silo, row);
    }

    private async Task RemoveAsync(string filter, Predicate<TableEntity> chosen)
    {
        // One by one: several silos clean up at the same time, and a transaction fails as a whole where one row has gone already.
        var (rows, _) = await table.QueryAsync(filter);
        foreach (var row in rows.FindAll(chosen))
            await table.RemoveAsync(row.PartitionKey, row.RowKey, ETag.All);
    }

    // Other tools leave "!Start" and "~End" around the silos.
    private static bool IsSilo(TableEntity row) => row.RowKey is not (VersionRow.RowKey or "!Start" or "~End");
}
