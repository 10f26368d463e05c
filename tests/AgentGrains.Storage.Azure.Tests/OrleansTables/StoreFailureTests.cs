using AgentGrains.Core.Errors;
using AgentGrains.Storage.Azure.OrleansTables;
using Azure.Data.Tables;

namespace AgentGrains.Storage.Azure.Tests.OrleansTables;

/// <summary>A store that cannot be reached is a failure of whatever is asked, never an answer; a table that is missing is made.</summary>
public sealed class StoreFailureTests(AzuriteFixture azurite) : IDisposable
{
    private static readonly GrainId Grain = GrainId.Create("shard", "7");

    private static readonly Dictionary<string, Func<OrleansTablesOf, Task>> Operations = new()
    {
        ["read state"] = of => of.GrainStorage().ReadStateAsync("state", Grain, new GrainState<List<string>>([])),
        ["write state"] = of => of.GrainStorage().WriteStateAsync("state", Grain, new GrainState<List<string>>([])),
        ["clear state"] = of => of.GrainStorage().ClearStateAsync("state", Grain, new GrainState<List<string>>([], "W/\"1\"")),
        ["read reminders of a grain"] = of => of.Reminders.ReadRows(Grain),
        ["read reminders of a range"] = of => of.Reminders.ReadRows(7, 3),
        ["read reminder"] = of => of.Reminders.ReadRow(Grain, "beat"),
        ["upsert reminder"] = of => of.Reminders.UpsertRow(new ReminderEntry { GrainId = Grain, ReminderName = "beat" }),
        ["remove reminder"] = of => of.Reminders.RemoveRow(Grain, "beat", "W/\"1\""),
        ["clear reminders"] = of => of.Reminders.TestOnlyClearTable(),
        ["initialize membership"] = of => of.Membership.InitializeMembershipTable(true),
        ["read membership"] = of => of.Membership.ReadAll(),
        ["read silo"] = of => of.Membership.ReadRow(Silos.Silo(1).SiloAddress),
        ["insert silo"] = of => of.Membership.InsertRow(Silos.Silo(1), new TableVersion(1, "W/\"1\"")),
        ["update silo"] = of => of.Membership.UpdateRow(Silos.Silo(1), "W/\"1\"", new TableVersion(1, "W/\"1\"")),
        ["say it is alive"] = of => of.Membership.UpdateIAmAlive(Silos.Silo(1)),
        ["clean up"] = of => of.Membership.CleanupDefunctSiloEntries(DateTimeOffset.UnixEpoch),
        ["delete cluster"] = of => of.Membership.DeleteMembershipTableEntries("cluster"),
    };

    private readonly OrleansTablesOf tables = new(azurite);

    public static TheoryData<string> Names => [.. Operations.Keys];

    public void Dispose() => tables.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task StoreOutOfReach_IsAFailure(string operation)
    {
        tables.Transport.IsCut = true;
        var failure = await Assert.ThrowsAsync<AgentGrainsException>(() => Operations[operation](tables));
        Assert.Equal(ErrorCodes.StoreUnavailable, failure.Code);
        Assert.Contains("The way to the store is cut.", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissingTable_IsMadeByWhateverComesFirst()
    {
        var table = new OrleansTable(tables.Client, "MissingAtRead");
        Assert.Empty((await table.QueryAsync("PartitionKey eq 'p'")).Rows);
        Assert.Null(await new OrleansTable(tables.Client, "MissingAtFind").FindAsync("p", "r"));
        Assert.False(await new OrleansTable(tables.Client, "MissingAtRemove").RemoveAsync("p", "r", new("W/\"1\"")));
        var changed = new OrleansTable(tables.Client, "MissingAtTransaction");
        await changed.UseAsync(client => client.SubmitTransactionAsync([new(TableTransactionActionType.Add, new TableEntity("p", "r"))]));
        Assert.NotNull(await changed.FindAsync("p", "r"));
        var written = new OrleansTable(tables.Client, "MissingAtWrite");
        await Task.WhenAll(Enumerable.Range(0, 5).Select(row => written.UseAsync(client => client.AddEntityAsync(new TableEntity("p", $"{row}")))));
        Assert.Equal(5, (await written.QueryAsync("PartitionKey eq 'p'")).Rows.Count);
    }
}
