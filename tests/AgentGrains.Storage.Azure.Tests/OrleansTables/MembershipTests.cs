using AgentGrains.Core.Errors;
using Azure;
using static AgentGrains.Storage.Azure.Tests.OrleansTables.Silos;

namespace AgentGrains.Storage.Azure.Tests.OrleansTables;

/// <summary>Membership keeps what Orleans asks of it: one order of changes, and heartbeats that disturb none.</summary>
public sealed class MembershipTests(AzuriteFixture azurite) : IDisposable
{
    private readonly OrleansTablesOf tables = new(azurite);

    public void Dispose() => tables.Dispose();

    [Fact]
    public async Task Changes_OfAStaleVersion_AreRefusedWhole()
    {
        var table = tables.Membership;
        await table.InitializeMembershipTable(true);
        var stale = (await table.VersionAsync()).Next();
        Assert.True(await table.InsertRow(Silo(1), stale));
        Assert.False(await table.InsertRow(Silo(2), stale));
        var (silo, etag) = await table.FindAsync(Silo(1).SiloAddress);
        Assert.False(await table.UpdateRow(silo.With(SiloStatus.Dead), etag, stale));
        var read = await table.ReadAll();
        Assert.Equal((1, SiloStatus.Active), (read.Version.Version, Assert.Single(read.Members).Item1.Status));
        Assert.True(await table.UpdateRow(silo.With(SiloStatus.Dead), etag, read.Version.Next()));
        Assert.Equal((2, SiloStatus.Dead), ((await table.VersionAsync()).Version, (await table.FindAsync(silo.SiloAddress)).Silo.Status));
    }

    [Fact]
    public async Task InsertOfAKnownSilo_AndUpdateOfAnUnknown_AreRefused()
    {
        var table = tables.Membership;
        await table.InitializeMembershipTable(true);
        Assert.True(await table.InsertAsync(Silo(1)));
        Assert.False(await table.InsertAsync(Silo(1)));
        Assert.False(await table.UpdateRow(Silo(2), "any", (await table.VersionAsync()).Next()));
        var read = await table.ReadRow(Silo(2).SiloAddress);
        Assert.Empty(read.Members);
        Assert.Equal(1, read.Version.Version);
    }

    [Fact]
    public async Task UpdateIAmAlive_ChangesNothingElse()
    {
        var table = tables.Membership;
        await table.InitializeMembershipTable(true);
        await table.InsertAsync(Silo(1));
        var (version, before) = (await table.VersionAsync(), await tables.RowAsync(Table, tables.Cluster.ClusterId, "127.0.0.1-1-77"));
        var (silo, etag) = await table.FindAsync(Silo(1).SiloAddress);
        await table.UpdateIAmAlive(new MembershipEntry { SiloAddress = silo.SiloAddress, IAmAliveTime = Start.AddHours(1) });
        before!["IAmAliveTime"] = "2026-01-02 04:04:05.006 GMT";
        Assert.Equal(before, await tables.RowAsync(Table, tables.Cluster.ClusterId, "127.0.0.1-1-77"));
        Assert.Equal(version, await table.VersionAsync());
        // Who read before the heartbeat may still change the silo.
        Assert.True(await table.UpdateRow(silo.With(SiloStatus.ShuttingDown), etag, version.Next()));
        await Assert.ThrowsAsync<RequestFailedException>(() => table.UpdateIAmAlive(Silo(2)));
    }

    [Fact]
    public async Task Changes_RacingOnOneVersion_ExactlyOneWins()
    {
        using var other = new OrleansTablesOf(azurite, tables.Cluster.ClusterId);
        await tables.Membership.InitializeMembershipTable(true);
        await tables.Membership.InsertAsync(Silo(1));
        for (var round = 0; round < 20; round++)
        {
            var version = await tables.Membership.VersionAsync();
            var (silo, etag) = await tables.Membership.FindAsync(Silo(1).SiloAddress);
            silo.IAmAliveTime = Start.AddSeconds(round);
            var won = await Task.WhenAll(
                tables.Membership.InsertRow(Silo(100 + round), version.Next()), other.Membership.InsertRow(Silo(200 + round), version.Next()),
                tables.Membership.UpdateRow(silo, etag, version.Next()), other.Membership.UpdateRow(silo.With(SiloStatus.ShuttingDown), etag, version.Next()));
            Assert.Single(won, true);
            var read = await tables.Membership.ReadAll();
            Assert.Equal(version.Version + 1, read.Version.Version);
            Assert.Equal(won[0] || won[1], read.Members.Any(member => member.Item1.SiloAddress.Endpoint.Port % 100 == round && member.Item1.SiloAddress.Endpoint.Port >= 100));
        }
    }

    [Fact]
    public async Task Cleanup_RemovesTheLongDeadOnly()
    {
        using var other = new OrleansTablesOf(azurite);
        var suspected = Silo(5, SiloStatus.Dead);
        suspected.AddSuspector(Silo(1).SiloAddress, Start.AddDays(1));
        foreach (var table in new[] { tables.Membership, other.Membership })
        {
            await table.InitializeMembershipTable(true);
            foreach (var silo in new[] { Silo(1), Silo(2, SiloStatus.Dead), Silo(3, SiloStatus.Joining), Silo(4, SiloStatus.Dead), suspected })
                Assert.True(await table.InsertAsync(silo));
        }
        await tables.Membership.CleanupDefunctSiloEntries(Start.AddMinutes(1));
        Assert.Equal([1, 2, 3, 4, 5], await PortsAsync(tables));
        // Two silos clean up at the same time.
        await Task.WhenAll(Enumerable.Repeat(0, 2).Select(_ => tables.Membership.CleanupDefunctSiloEntries(Start.AddMinutes(2))));
        Assert.Equal([1, 3, 5], await PortsAsync(tables));
        Assert.Equal([1, 2, 3, 4, 5], await PortsAsync(other));
        Assert.Equal(5, (await tables.Membership.VersionAsync()).Version);
    }

    [Fact]
    public async Task DeleteMembershipTableEntries_RemovesThatClusterWhole()
    {
        using var other = new OrleansTablesOf(azurite);
        foreach (var table in new[] { tables.Membership, other.Membership })
        {
            await table.InitializeMembershipTable(true);
            await table.InsertAsync(Silo(1));
        }
        await tables.Membership.DeleteMembershipTableEntries(other.Cluster.ClusterId);
        await Assert.ThrowsAsync<AgentGrainsException>(other.Membership.ReadAll);
        Assert.Equal([1], await PortsAsync(tables));
    }

    private static async Task<IEnumerable<int>> PortsAsync(OrleansTablesOf of) => (await of.Membership.ReadAll()).Members.Select(member => member.Item1.SiloAddress.Endpoint.Port).Order();
}
