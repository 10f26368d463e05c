using System.Globalization;
using AgentGrains.Core.Errors;
using Azure.Data.Tables;
using CsCheck;

namespace AgentGrains.Storage.Azure.Tests.OrleansTables;

/// <summary>Reminders keep Microsoft's layout, and ranges of them are those of a ring.</summary>
public sealed class ReminderTests(AzuriteFixture azurite) : IDisposable
{
    private const string Table = "OrleansReminders";

    private static readonly GrainId Grain = GrainId.Create("shard", "acme/7");

    private readonly OrleansTablesOf tables = new(azurite);

    private static string Hash => Grain.GetUniformHashCode().ToString("X8", CultureInfo.InvariantCulture);

    private string PartitionKey => $"{tables.Cluster.ServiceId}_{Hash}";

    public void Dispose() => tables.Dispose();

    [Fact]
    public async Task Upsert_Row_HasMicrosoftsLayout()
    {
        await tables.Reminders.UpsertRow(Reminder(Grain, "beat"));
        Assert.Equal(
            new Dictionary<string, object>
            {
                ["PartitionKey"] = PartitionKey,
                ["RowKey"] = "shard_acme_7-beat",
                ["GrainReference"] = "shard/acme/7",
                ["ReminderName"] = "beat",
                ["ServiceId"] = tables.Cluster.ServiceId,
                ["DeploymentId"] = tables.Cluster.ClusterId,
                ["StartAt"] = "2026-01-02 03:04:05.006 GMT",
                ["Period"] = "1.00:01:00",
                ["GrainRefConsistentHash"] = Hash,
            },
            await tables.RowAsync(Table, PartitionKey, "shard_acme_7-beat"));
    }

    [Fact]
    public async Task Read_RowOfMicrosofts_IsUnderstood()
    {
        await tables.PutAsync(Table, Handwritten("2026-01-02 03:04:05.006 GMT"));
        var read = await tables.Reminders.ReadRow(Grain, "beat");
        var expected = Reminder(Grain, "beat");
        Assert.Equal((Grain, "beat", expected.StartAt, DateTimeKind.Utc, expected.Period), (read!.GrainId, read.ReminderName, read.StartAt, read.StartAt.Kind, read.Period));
        Assert.True(await tables.Reminders.RemoveRow(Grain, "beat", read.ETag!));
    }

    [Fact]
    public async Task Read_RowThatMakesNoSense_IsNamed()
    {
        await tables.PutAsync(Table, Handwritten("yesterday"));
        var failure = await Assert.ThrowsAsync<AgentGrainsException>(() => tables.Reminders.ReadRows(0, 0));
        Assert.Equal(ErrorCodes.DamagedData, failure.Code);
        Assert.Contains("shard_acme_7-beat", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upsert_IsReadAndRemovedByETag()
    {
        var table = tables.Reminders;
        var first = await table.UpsertRow(Reminder(Grain, "beat"));
        var second = await table.UpsertRow(Reminder(Grain, "beat"));
        Assert.NotEqual(first, second);
        await table.UpsertRow(Reminder(Grain, "other"));
        Assert.Equal(second, (await table.ReadRow(Grain, "beat"))!.ETag);
        Assert.Equal(2, (await table.ReadRows(Grain)).Reminders.Count);
        Assert.Empty((await table.ReadRows(GrainId.Create("shard", "acme/8"))).Reminders);
        Assert.False(await table.RemoveRow(Grain, "beat", first!));
        Assert.True(await table.RemoveRow(Grain, "beat", second!));
        Assert.False(await table.RemoveRow(Grain, "beat", second!));
        Assert.Null(await table.ReadRow(Grain, "beat"));
    }

    [Fact]
    public async Task TestOnlyClearTable_LeavesOthersAlone()
    {
        using var other = new OrleansTablesOf(azurite, service: tables.Cluster.ServiceId);
        await tables.Reminders.UpsertRow(Reminder(Grain, "ours"));
        await other.Reminders.UpsertRow(Reminder(Grain, "theirs"));
        await tables.Reminders.TestOnlyClearTable();
        Assert.Equal("theirs", Assert.Single((await tables.Reminders.ReadRows(Grain)).Reminders).ReminderName);
    }

    [Fact]
    public async Task Range_Generated_MatchesTheModel()
    {
        var grains = Gen.Int[0, 999].Select(number => GrainId.Create("shard", $"{number}"));
        // Ends that are a reminder's own hash or beside it, the ends of the numbers, and any others.
        var places = Gen.Select(grains, Gen.Int[-1, 1], Gen.OneOf(Gen.Const(0U), Gen.Const(uint.MaxValue), Gen.UInt), Gen.Bool,
            (grain, shift, any, own) => own ? unchecked(grain.GetUniformHashCode() + (uint)shift) : any);
        await Gen.Select(grains.HashSet[1, 12], Gen.Select(places, places).Array[1, 12]).SampleAsync(async (stored, ranges) =>
        {
            using var fresh = new OrleansTablesOf(azurite);
            using var neighbour = new OrleansTablesOf(azurite, service: $"{fresh.Cluster.ServiceId}_8");
            foreach (var grain in stored)
            {
                await fresh.Reminders.UpsertRow(Reminder(grain, "beat"));
                await neighbour.Reminders.UpsertRow(Reminder(grain, "neighbour"));
            }
            var hashes = stored.Select(grain => grain.GetUniformHashCode());
            foreach (var (begin, end) in ranges.Append((0U, 0U)).Concat(hashes.Select(hash => (hash, hash))))
            {
                var found = (await fresh.Reminders.ReadRows(begin, end)).Reminders;
                Assert.Equal(stored.Where(grain => Within(grain.GetUniformHashCode(), begin, end)).Order(), found.Select(reminder => reminder.GrainId).Order());
                Assert.All(found, reminder => Assert.Equal("beat", reminder.ReminderName));
            }
        }, iter: 30, threads: 2);
    }

    private static bool Within(uint hash, uint begin, uint end) => begin < end ? hash > begin && hash <= end : begin == end || hash > begin || hash <= end;

    private static ReminderEntry Reminder(GrainId grain, string name) => new()
    {
        GrainId = grain,
        ReminderName = name,
        StartAt = new DateTime(2026, 1, 2, 3, 4, 5, 6, DateTimeKind.Utc),
        Period = new TimeSpan(1, 0, 1, 0),
    };

    private TableEntity Handwritten(string startAt) => new(PartitionKey, "shard_acme_7-beat")
    {
        ["GrainReference"] = "shard/acme/7",
        ["ReminderName"] = "beat",
        ["ServiceId"] = tables.Cluster.ServiceId,
        ["DeploymentId"] = "another",
        ["StartAt"] = startAt,
        ["Period"] = "1.00:01:00",
        ["GrainRefConsistentHash"] = Hash,
    };
}
