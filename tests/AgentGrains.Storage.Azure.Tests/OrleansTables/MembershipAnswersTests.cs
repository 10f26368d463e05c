using Azure.Data.Tables;
using static AgentGrains.Storage.Azure.Tests.OrleansTables.Silos;

namespace AgentGrains.Storage.Azure.Tests.OrleansTables;

/// <summary>What a membership table says where an answer was lost, or came in more than one page.</summary>
public sealed class MembershipAnswersTests(AzuriteFixture azurite) : IDisposable
{
    private readonly OrleansTablesOf tables = new(azurite);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => tables.Dispose();

    [Fact]
    public async Task Change_WhoseAnswerWasLost_IsToldAsMade()
    {
        var table = tables.Membership;
        await table.InitializeMembershipTable(true);
        var version = await table.VersionAsync();
        tables.Transport.LoseAnswers = 1;
        Assert.True(await table.InsertRow(Silo(1, SiloStatus.Joining), version.Next()));
        var (silo, etag) = await table.FindAsync(Silo(1).SiloAddress);
        version = await table.VersionAsync();
        tables.Transport.LoseAnswers = 2;
        Assert.True(await table.UpdateRow(silo.With(SiloStatus.Active), etag, version.Next()));
        Assert.Equal((2, SiloStatus.Active), ((await table.VersionAsync()).Version, (await table.FindAsync(silo.SiloAddress)).Silo.Status));
    }

    [Fact]
    public async Task Change_AfterAnothersOfTheSameVersion_IsNotTakenForMade()
    {
        var table = tables.Membership;
        await table.InitializeMembershipTable(true);
        await table.InsertAsync(Silo(1));
        var (silo, etag) = await table.FindAsync(Silo(1).SiloAddress);
        var version = await table.VersionAsync();
        Assert.True(await table.InsertRow(Silo(2), version.Next()));
        // The row is as this would write it, and the version is the one it would make: but another silo made it.
        Assert.False(await table.UpdateRow(silo, etag, version.Next()));
        await table.UpdateIAmAlive(new MembershipEntry { SiloAddress = silo.SiloAddress, IAmAliveTime = Start.AddHours(1) });
        Assert.False(await table.UpdateRow(silo, etag, version.Next()));
        Assert.False(await table.InsertRow(Silo(1), (await table.VersionAsync()).Next()));
    }

    [Fact]
    public async Task ReadAll_OfManyPages_IsOfOneVersion()
    {
        using var other = new OrleansTablesOf(azurite, tables.Cluster.ClusterId);
        await other.Membership.InitializeMembershipTable(true);
        await other.Membership.InsertAsync(Silo(1));
        var client = other.Client.GetTableClient(Table);
        var sample = await client.GetEntityAsync<TableEntity>(other.Cluster.ClusterId, "127.0.0.1-1-77", null, Cancellation);
        foreach (var ports in Enumerable.Range(2, 1_099).Chunk(100))
        {
            await client.SubmitTransactionAsync(ports.Select(port => new TableTransactionAction(
                TableTransactionActionType.Add, new TableEntity(sample.Value) { RowKey = $"127.0.0.1-{port}-77", ["Port"] = $"{port}" })), Cancellation);
        }
        var changes = 0;
        tables.Transport.Before = async request =>
        {
            // Between two pages of the first two reads a silo joins whose row is on the page that was read already.
            if (request.RequestUri!.Query.Contains("NextRowKey", StringComparison.Ordinal) && changes < 2)
                Assert.True(await other.Membership.InsertAsync(Silo(10_000 + ++changes)));
        };
        var read = await tables.Membership.ReadAll();
        Assert.Equal((3, 1_102), (read.Version.Version, read.Members.Count));
        Assert.Equal(2, changes);
    }
}
