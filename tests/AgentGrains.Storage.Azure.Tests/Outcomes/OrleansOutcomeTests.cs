using AgentGrains.Harness.Proxies;
using AgentGrains.Storage.Azure.GrainState;
using AgentGrains.Storage.Azure.Membership;
using AgentGrains.Storage.Azure.Reminders;
using AgentGrains.Storage.Azure.Tests.OrleansTables;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace AgentGrains.Storage.Azure.Tests.Outcomes;

/// <summary>The same for Orleans' tables, whose layouts have no column for the number of a write: there a grain, or Orleans, reads again.</summary>
public sealed class OrleansOutcomeTests(AzuriteFixture azurite)
{
    private static readonly GrainId Grain = GrainId.Create("shard", "7");
    private static readonly IOptions<ClusterOptions> Cluster = Options.Create(new ClusterOptions { ClusterId = "cluster", ServiceId = "service" });

    private static readonly Dictionary<string, Operation> Operations = new()
    {
        ["state, first"] = new(_ => Task.CompletedTask, storage => WriteAsync(storage, 1), StateAsync) { MayDoubt = true },
        ["state, later"] = new(storage => WriteAsync(storage, 1), storage => WriteAsync(storage, 2), StateAsync) { MayDoubt = true },
        ["state, clear"] = new(storage => WriteAsync(storage, 1), ClearAsync, StateAsync) { MayDoubt = true },
        ["reminder, set"] = new(_ => Task.CompletedTask, RemindAsync, ReminderAsync),
        ["reminder, remove"] = new(RemindAsync, ForgetAsync, ReminderAsync) { MayDoubt = true },
        ["silo, joins"] = new(MakeClusterAsync, storage => InsertAsync(storage, Silos.Silo(1)), MembersAsync),
        ["silo, is declared dead"] = new(JoinAsync, DeclareDeadAsync, MembersAsync),
    };

    public static TheoryData<string, StoreFault, bool> Cases => Faults.Of(Operations.Keys);

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Write_AnyRequestDisturbed_IsAsItAnswered(string write, StoreFault fault, bool ofAllTries) => Walk.EveryRequestAsync(azurite, Operations[write], fault, ofAllTries);

    private static AzureGrainStorage States(AzureStorage storage) => OrleansTablesOf.GrainStorage(storage.Tables, Cluster);

    private static AzureReminderTable Reminders(AzureStorage storage) => new(storage.Tables, Cluster);

    private static AzureMembershipTable Membership(AzureStorage storage) => new(storage.Tables, Cluster);

    private static async Task<bool> WriteAsync(AzureStorage storage, int number)
    {
        var state = new GrainState<List<int>>([]);
        await States(storage).ReadStateAsync("state", Grain, state);
        state.State = [number];
        await States(storage).WriteStateAsync("state", Grain, state);
        return true;
    }

    private static async Task<bool> ClearAsync(AzureStorage storage)
    {
        var state = new GrainState<List<int>>([]);
        await States(storage).ReadStateAsync("state", Grain, state);
        await States(storage).ClearStateAsync("state", Grain, state);
        return true;
    }

    private static async Task<string> StateAsync(AzureStorage storage)
    {
        var state = new GrainState<List<int>>([]);
        await States(storage).ReadStateAsync("state", Grain, state);
        return string.Join(' ', state.State ?? []);
    }

    private static async Task<bool> RemindAsync(AzureStorage storage) =>
        await Reminders(storage).UpsertRow(new ReminderEntry { GrainId = Grain, ReminderName = "beat", StartAt = Silos.Start, Period = TimeSpan.FromMinutes(1) }) is not null;

    private static async Task<bool> ForgetAsync(AzureStorage storage) =>
        await Reminders(storage).ReadRow(Grain, "beat") is not { } row || await Reminders(storage).RemoveRow(Grain, "beat", row.ETag!);

    private static async Task<string> ReminderAsync(AzureStorage storage) => (await Reminders(storage).ReadRow(Grain, "beat"))?.ReminderName ?? "none";

    private static Task MakeClusterAsync(AzureStorage storage) => Membership(storage).InitializeMembershipTable(true);

    private static async Task<bool> InsertAsync(AzureStorage storage, MembershipEntry silo) => await Membership(storage).InsertAsync(silo);

    private static async Task JoinAsync(AzureStorage storage)
    {
        await MakeClusterAsync(storage);
        await InsertAsync(storage, Silos.Silo(1));
    }

    private static async Task<bool> DeclareDeadAsync(AzureStorage storage)
    {
        var (silo, etag) = await Membership(storage).FindAsync(Silos.Silo(1).SiloAddress);
        return await Membership(storage).UpdateRow(silo.With(SiloStatus.Dead), etag, (await Membership(storage).VersionAsync()).Next());
    }

    private static async Task<string> MembersAsync(AzureStorage storage)
    {
        var all = await Membership(storage).ReadAll();
        return $"{string.Join(' ', all.Members.Select(member => $"{member.Item1.SiloName} {member.Item1.Status}"))}";
    }
}
