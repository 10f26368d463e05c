using AgentGrains.Core.Errors;
using Azure.Data.Tables;
using static AgentGrains.Storage.Azure.Tests.OrleansTables.Silos;

namespace AgentGrains.Storage.Azure.Tests.OrleansTables;

/// <summary>Membership keeps Microsoft's layout.</summary>
public sealed class MembershipLayoutTests(AzuriteFixture azurite) : IDisposable
{
    private readonly OrleansTablesOf tables = new(azurite);

    private string ClusterId => tables.Cluster.ClusterId;

    public void Dispose() => tables.Dispose();

    [Fact]
    public async Task InsertRow_Rows_HaveMicrosoftsLayout()
    {
        await tables.Membership.InitializeMembershipTable(true);
        var silo = Silo(11111);
        silo.AddSuspector(Silo(22222).SiloAddress, Start.AddMinutes(2));
        silo.AddSuspector(Silo(33333).SiloAddress, Start.AddMinutes(3));
        Assert.True(await tables.Membership.InsertAsync(silo));
        Assert.Equal(
            new Dictionary<string, object>
            {
                ["PartitionKey"] = ClusterId,
                ["RowKey"] = "127.0.0.1-11111-77",
                ["DeploymentId"] = ClusterId,
                ["Address"] = "127.0.0.1",
                ["Port"] = "11111",
                ["Generation"] = "77",
                ["HostName"] = "host",
                ["Status"] = "Active",
                ["ProxyPort"] = "30000",
                ["RoleName"] = "role",
                ["SiloName"] = "silo-11111",
                ["InstanceName"] = "silo-11111",
                ["UpdateZone"] = "0",
                ["FaultZone"] = "0",
                ["SuspectingSilos"] = $"{Silo(22222).SiloAddress.ToParsableString()}|{Silo(33333).SiloAddress.ToParsableString()}",
                ["SuspectingTimes"] = "2026-01-02 03:06:05.006 GMT|2026-01-02 03:07:05.006 GMT",
                ["StartTime"] = "2026-01-02 03:04:05.006 GMT",
                ["IAmAliveTime"] = "2026-01-02 03:05:05.006 GMT",
            },
            await tables.RowAsync(Table, ClusterId, "127.0.0.1-11111-77"));
        Assert.Equal(
            new Dictionary<string, object> { ["PartitionKey"] = ClusterId, ["RowKey"] = "VersionRow", ["DeploymentId"] = ClusterId, ["MembershipVersion"] = "1" },
            await tables.RowAsync(Table, ClusterId, "VersionRow"));
    }

    [Fact]
    public async Task ReadAll_RowsOfMicrosofts_AreUnderstood()
    {
        await tables.PutAsync(
            Table,
            new TableEntity(ClusterId, "!Start"), new TableEntity(ClusterId, "~End"), new TableEntity(ClusterId, "VersionRow") { ["DeploymentId"] = ClusterId, ["MembershipVersion"] = "41" },
            Handwritten("Active"));
        var read = await tables.Membership.ReadAll();
        Assert.Equal(41, read.Version.Version);
        var (silo, etag) = Assert.Single(read.Members);
        Assert.Equal(Silo(11111).SiloAddress, silo.SiloAddress);
        Assert.Equal(("host", "old-name", SiloStatus.Active, 0, Start), (silo.HostName, silo.SiloName, silo.Status, silo.ProxyPort, silo.StartTime));
        Assert.Equal(Tuple.Create(Silo(22222).SiloAddress, Start.AddMinutes(2)), Assert.Single(silo.SuspectTimes!));
        Assert.True(await tables.Membership.UpdateRow(silo.With(SiloStatus.Dead), etag, read.Version.Next()));
        Assert.Equal("Dead", (await tables.RowAsync(Table, ClusterId, "127.0.0.1-11111-77"))!["Status"]);
    }

    [Fact]
    public async Task ReadAll_RowThatMakesNoSense_IsNamed()
    {
        await tables.Membership.InitializeMembershipTable(true);
        await tables.PutAsync(Table, Handwritten("Sleepy"));
        var failure = await Assert.ThrowsAsync<AgentGrainsException>(tables.Membership.ReadAll);
        Assert.Equal(ErrorCodes.DamagedData, failure.Code);
        Assert.Contains("127.0.0.1-11111-77", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAll_WithoutVersion_Fails()
    {
        await tables.Membership.InitializeMembershipTable(false);
        var failure = await Assert.ThrowsAsync<AgentGrainsException>(tables.Membership.ReadAll);
        Assert.Contains("VersionRow", failure.Message, StringComparison.Ordinal);
        await tables.Membership.InitializeMembershipTable(true);
        await tables.Membership.InsertAsync(Silo(1));
        await tables.Membership.InitializeMembershipTable(true);
        Assert.Equal(1, (await tables.Membership.VersionAsync()).Version);
    }

    private TableEntity Handwritten(string status) => new(ClusterId, "127.0.0.1-11111-77")
    {
        ["DeploymentId"] = ClusterId,
        ["Address"] = "127.0.0.1",
        ["Port"] = "11111",
        ["Generation"] = "77",
        ["HostName"] = "host",
        ["Status"] = status,
        ["ProxyPort"] = "0",
        ["InstanceName"] = "old-name",
        ["SuspectingSilos"] = Silo(22222).SiloAddress.ToParsableString(),
        ["SuspectingTimes"] = "2026-01-02 03:06:05.006 GMT",
        ["StartTime"] = "2026-01-02 03:04:05.006 GMT",
        ["IAmAliveTime"] = "2026-01-02 03:05:05.006 GMT",
    };
}
