using AgentGrains.Core.Errors;
using AgentGrains.Storage.Azure.GrainState;
using Azure.Data.Tables;
using Orleans.Storage;

namespace AgentGrains.Storage.Azure.Tests.OrleansTables;

/// <summary>Grain state keeps Microsoft's layout and what Orleans asks of its stores.</summary>
public sealed class GrainStateTests(AzuriteFixture azurite) : IDisposable
{
    private const string Table = "OrleansGrainState";

    private static readonly GrainId Grain = GrainId.Create("budget", "acme/all");

    private readonly OrleansTablesOf tables = new(azurite);

    private string PartitionKey => $"{tables.Cluster.ServiceId}_budget_acme_all";

    public void Dispose() => tables.Dispose();

    [Fact]
    public async Task Write_Row_HasMicrosoftsLayout()
    {
        var written = new GrainState<List<string>>(["hello"]);
        await tables.GrainStorage().WriteStateAsync("state/#1", Grain, written);
        var row = await tables.RowAsync(Table, PartitionKey, "state__1");
        Assert.Equal(["Data", "PartitionKey", "RowKey"], row!.Keys.Order());
        Assert.Equal(OrleansTablesOf.Serializer.Serialize(written.State).ToArray(), Assert.IsType<byte[]>(row["Data"]));
        Assert.True(written.RecordExists);
        var read = new GrainState<List<string>>([]);
        await tables.GrainStorage().ReadStateAsync("state/#1", Grain, read);
        Assert.Equal((true, written.ETag), (read.RecordExists, read.ETag));
        Assert.Equal(["hello"], read.State);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(65_536, 1)]
    [InlineData(65_537, 2)]
    [InlineData(15 * 65_536, 15)]
    public async Task Write_Sizes_AreSplitAndReadBack(int size, int parts)
    {
        var (provider, bytes) = (tables.GrainStorage(new RawSerializer()), new byte[size]);
        new Random(size).NextBytes(bytes);
        await provider.WriteStateAsync("state", Grain, new GrainState<byte[]>(bytes));
        var row = await tables.RowAsync(Table, PartitionKey, "state");
        Assert.Equal(Enumerable.Range(0, parts).Select(part => part == 0 ? "Data" : $"Data{part}").Order(), row!.Keys.Where(name => name.StartsWith("Data", StringComparison.Ordinal)).Order());
        Assert.All(row.Values.OfType<byte[]>(), part => Assert.InRange(part.Length, 1, 65_536));
        var read = new GrainState<byte[]>([]);
        await provider.ReadStateAsync("state", Grain, read);
        Assert.Equal(bytes, read.State);
    }

    [Fact]
    public async Task Write_TooLarge_IsRefusedWithSizeAndLimit()
    {
        var state = new GrainState<byte[]>(new byte[GrainStateRow.MaxBytes + 1]);
        var refused = await Assert.ThrowsAsync<AgentGrainsException>(() => tables.GrainStorage(new RawSerializer()).WriteStateAsync("state", Grain, state));
        Assert.Equal(ErrorCodes.TooLarge, refused.Code);
        Assert.Contains("983041 bytes", refused.Message, StringComparison.Ordinal);
        Assert.Contains("983040", refused.Message, StringComparison.Ordinal);
        Assert.Null(state.ETag);
    }

    [Fact]
    public async Task Read_RowsOfMicrosofts_AreUnderstood()
    {
        await tables.PutAsync(
            Table,
            new TableEntity(PartitionKey, "binary") { ["Data"] = "ab"u8.ToArray(), ["Data1"] = "cd"u8.ToArray() },
            new TableEntity(PartitionKey, "text") { ["StringData"] = "ä€", ["StringData1"] = "zß" },
            new TableEntity(PartitionKey, "cleared"));
        var provider = tables.GrainStorage(new RawSerializer());
        var (binary, text, cleared) = (new GrainState<byte[]>([]), new GrainState<string>(""), new GrainState<List<string>>(["old"]));
        await provider.ReadStateAsync("binary", Grain, binary);
        await provider.ReadStateAsync("text", Grain, text);
        await provider.ReadStateAsync("cleared", Grain, cleared);
        Assert.Equal("abcd"u8.ToArray(), binary.State);
        Assert.Equal("ä€zß", text.State);
        Assert.False(cleared.RecordExists);
        Assert.Empty(cleared.State!);
        Assert.NotNull(cleared.ETag);
        binary.State = "new"u8.ToArray();
        await provider.WriteStateAsync("binary", Grain, binary);
        Assert.Equal(["Data", "PartitionKey", "RowKey"], (await tables.RowAsync(Table, PartitionKey, "binary"))!.Keys.Order());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task StaleETag_IsInconsistent(bool deleteStateOnClear)
    {
        var provider = tables.GrainStorage(deleteStateOnClear: deleteStateOnClear);
        var (first, second) = (new GrainState<List<string>>(["a"]), new GrainState<List<string>>(["b"]));
        await provider.WriteStateAsync("state", Grain, first);
        await Assert.ThrowsAsync<InconsistentStateException>(() => provider.WriteStateAsync("state", Grain, second));
        await Assert.ThrowsAsync<InconsistentStateException>(() => provider.ClearStateAsync("state", Grain, second));
        await provider.ReadStateAsync("state", Grain, second);
        second.State = ["c"];
        await provider.WriteStateAsync("state", Grain, second);
        await Assert.ThrowsAsync<InconsistentStateException>(() => provider.WriteStateAsync("state", Grain, first));
        await Assert.ThrowsAsync<InconsistentStateException>(() => provider.ClearStateAsync("state", Grain, first));
        await provider.ClearStateAsync("state", Grain, second);
        Assert.Equal((false, 0), (second.RecordExists, second.State.Count));
        await Assert.ThrowsAsync<InconsistentStateException>(() => provider.ClearStateAsync("state", Grain, first));
        await provider.WriteStateAsync("state", Grain, second);
        await Assert.ThrowsAsync<InconsistentStateException>(() => provider.WriteStateAsync("state", Grain, first));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Clear_Row_GoesOrStaysWithoutState(bool deleteStateOnClear)
    {
        var (provider, state) = (tables.GrainStorage(deleteStateOnClear: deleteStateOnClear), new GrainState<List<string>>(["a"]));
        await provider.WriteStateAsync("state", Grain, state);
        await provider.ClearStateAsync("state", Grain, state);
        Assert.Equal(deleteStateOnClear ? null : ["PartitionKey", "RowKey"], (await tables.RowAsync(Table, PartitionKey, "state"))?.Keys.Order());
        Assert.Equal(deleteStateOnClear, state.ETag is null);
        var nothing = new GrainState<List<string>>([]);
        await provider.ClearStateAsync("never", Grain, nothing);
        Assert.False(nothing.RecordExists);
    }

    private sealed class RawSerializer : IGrainStorageSerializer
    {
        public BinaryData Serialize<T>(T? input) => BinaryData.FromBytes((byte[])(object)input!);

        public T Deserialize<T>(BinaryData input) => (T)(typeof(T) == typeof(string) ? input.ToString() : (object)input.ToArray());
    }
}
