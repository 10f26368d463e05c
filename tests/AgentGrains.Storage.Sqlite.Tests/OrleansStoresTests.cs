using AgentGrains.Core.Stores;
using AgentGrains.Storage.Sqlite.GrainState;
using AgentGrains.Storage.Sqlite.Reminders;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace AgentGrains.Storage.Sqlite.Tests;

/// <summary>Grain state and reminders keep what Orleans asks of its stores.</summary>
public sealed class OrleansStoresTests : IAsyncDisposable
{
    private static readonly GrainId OfTenant = GrainId.Create("budget", "acme/all");
    private static readonly GrainId OfHost = GrainId.Create("shard", "7");

    private readonly DataFolder folder = new();
    private readonly ServiceProvider services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await folder.DisposeAsync();
    }

    [Fact]
    public async Task GrainState_WrittenAndReopened_IsReadFromTheRightFile()
    {
        foreach (var grain in new[] { OfTenant, OfHost })
        {
            await using (var storage = folder.Open())
            {
                var written = new GrainState<List<string>>(["hello"]);
                await Provider(storage).WriteStateAsync("state", grain, written);
                Assert.True(written.RecordExists);
            }
            Assert.Equal(grain == OfTenant, File.Exists(folder.TenantFile("acme")));
            await using var reopened = folder.Open();
            var read = new GrainState<List<string>>([]);
            await Provider(reopened).ReadStateAsync("state", grain, read);
            Assert.True(read.RecordExists);
            Assert.Equal(["hello"], read.State);
            await Provider(reopened).ReadStateAsync("other", grain, read);
            Assert.False(read.RecordExists);
            Assert.Null(read.ETag);
            File.Delete(folder.TenantFile("acme"));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GrainState_StaleETag_IsInconsistent(bool ofTenant)
    {
        var (provider, grain) = (Provider(folder.Open()), ofTenant ? OfTenant : OfHost);
        var (first, second) = (new GrainState<List<string>>(["a"]), new GrainState<List<string>>(["b"]));
        await provider.WriteStateAsync("state", grain, first);
        await Assert.ThrowsAsync<InconsistentStateException>(() => provider.WriteStateAsync("state", grain, second));
        await provider.ReadStateAsync("state", grain, second);
        second.State = ["c"];
        await provider.WriteStateAsync("state", grain, second);
        await Assert.ThrowsAsync<InconsistentStateException>(() => provider.WriteStateAsync("state", grain, first));
        await Assert.ThrowsAsync<InconsistentStateException>(() => provider.ClearStateAsync("state", grain, first));
        await provider.ClearStateAsync("state", grain, second);
        Assert.False(second.RecordExists);
        await provider.WriteStateAsync("state", grain, second);
        await Assert.ThrowsAsync<InconsistentStateException>(() => provider.WriteStateAsync("state", grain, first));
    }

    [Fact]
    public async Task Reminders_Upsert_IsReadAndRemovedByETag()
    {
        var table = new SqliteReminderTable(folder.Open());
        var entry = Entry(OfHost, "beat");
        var first = await table.UpsertRow(entry);
        var second = await table.UpsertRow(entry);
        Assert.NotEqual(first, second);
        await table.UpsertRow(Entry(OfHost, "other"));
        var read = await table.ReadRow(OfHost, "beat");
        Assert.Equal((OfHost, "beat", entry.StartAt, entry.Period, second), (read!.GrainId, read.ReminderName, read.StartAt, read.Period, read.ETag));
        Assert.Equal(2, (await table.ReadRows(OfHost)).Reminders.Count);
        Assert.False(await table.RemoveRow(OfHost, "beat", first!));
        Assert.True(await table.RemoveRow(OfHost, "beat", second!));
        Assert.False(await table.RemoveRow(OfHost, "beat", second!));
        Assert.Null(await table.ReadRow(OfHost, "beat"));
        await table.TestOnlyClearTable();
        Assert.Empty((await table.ReadRows(OfHost)).Reminders);
    }

    [Fact]
    public async Task Reminders_Range_IsARing()
    {
        var table = new SqliteReminderTable(folder.Open());
        var grains = Enumerable.Range(0, 40).Select(number => GrainId.Create("shard", $"{number}")).OrderBy(grain => grain.GetUniformHashCode()).ToArray();
        foreach (var grain in grains)
            await table.UpsertRow(Entry(grain, "beat"));
        var (low, high) = (grains[10].GetUniformHashCode(), grains[30].GetUniformHashCode());
        Assert.Equal(grains[11..31].ToHashSet(), await FoundAsync(low, high));
        Assert.Equal(grains[..11].Concat(grains[31..]).ToHashSet(), await FoundAsync(high, low));
        Assert.Equal(40, (await FoundAsync(low, low)).Count);
        Assert.Equal(40, (await FoundAsync(0, 0)).Count);

        async Task<HashSet<GrainId>> FoundAsync(uint begin, uint end) => [.. (await table.ReadRows(begin, end)).Reminders.Select(reminder => reminder.GrainId)];
    }

    [Fact]
    public async Task AddSqliteStorage_Twice_GivesOneStorageWithEveryPort()
    {
        var collection = new ServiceCollection();
        for (var time = 0; time < 2; time++)
            collection.AddSqliteStorage(options => options.DataFolder = folder.Path);
        await using var provider = collection.BuildServiceProvider();
        var storage = provider.GetRequiredService<SqliteStorage>();
        Assert.Same(storage.Journals, provider.GetRequiredService<IJournalStore>());
        Assert.Same(storage.Payloads, provider.GetRequiredService<IPayloadStore>());
        Assert.Same(storage.WakeUps, provider.GetRequiredService<IWakeUpStore>());
        Assert.Same(storage.Visibility, provider.GetRequiredService<IVisibilityStore>());
        Assert.Same(storage.Definitions, provider.GetRequiredService<IDefinitionStore>());
        Assert.Same(storage.Idempotency, provider.GetRequiredService<IIdempotencyStore>());
    }

    private static ReminderEntry Entry(GrainId grain, string name) => new()
    {
        GrainId = grain,
        ReminderName = name,
        StartAt = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
        Period = TimeSpan.FromMinutes(1),
    };

    private SqliteGrainStorage Provider(SqliteStorage storage) => new(
        storage, new OrleansGrainStorageSerializer(services.GetRequiredService<Serializer>()), services.GetRequiredService<IActivatorProvider>());
}
