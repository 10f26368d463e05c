using AgentGrains.Core.Stores;
using Xunit;
using static AgentGrains.Testing.Stores.StoreSamples;

namespace AgentGrains.Testing.Stores;

/// <summary>What every <see cref="IDefinitionStore"/> does. A subclass for each store makes an empty one.</summary>
public abstract class DefinitionStoreConformance
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Makes an empty store; the subclass disposes of it.</summary>
    protected abstract ValueTask<IDefinitionStore> CreateAsync();

    /// <summary>Every version stays readable; without a version the newest is meant.</summary>
    [Fact]
    public async Task TryPut_Versions_AreReadBack()
    {
        var store = await CreateAsync();
        Assert.Null(await store.ReadAsync(Acme, "agent", "writer", null, Cancellation));
        for (var version = 1; version <= 3; version++)
            Assert.True(await store.TryPutAsync(Acme, "agent", Document("writer", version), version - 1, Cancellation));
        for (var version = 1; version <= 3; version++)
            AssertSame(Document("writer", version), await store.ReadAsync(Acme, "agent", "writer", version, Cancellation));
        AssertSame(Document("writer", 3), await store.ReadAsync(Acme, "agent", "writer", null, Cancellation));
        Assert.Null(await store.ReadAsync(Acme, "agent", "writer", 4, Cancellation));
    }

    /// <summary>Who has not seen the newest version writes nothing.</summary>
    [Fact]
    public async Task TryPut_StaleExpectation_IsFalseAndWritesNothing()
    {
        var store = await CreateAsync();
        Assert.False(await store.TryPutAsync(Acme, "agent", Document("writer", 2), 1, Cancellation));
        Assert.Null(await store.ReadAsync(Acme, "agent", "writer", null, Cancellation));
        Assert.True(await store.TryPutAsync(Acme, "agent", Document("writer", 1), 0, Cancellation));
        Assert.False(await store.TryPutAsync(Acme, "agent", Document("writer", 1, "other"), 0, Cancellation));
        AssertSame(Document("writer", 1), await store.ReadAsync(Acme, "agent", "writer", null, Cancellation));
    }

    /// <summary>Of many that put the same version exactly one wins.</summary>
    [Fact]
    public async Task TryPut_ManyAtOnce_OneWins()
    {
        var store = await CreateAsync();
        var won = await Task.WhenAll(Enumerable.Range(0, 16).Select(number => store.TryPutAsync(Acme, "agent", Document("writer", 1, $"body {number}"), 0, Cancellation).AsTask()));
        Assert.Single(won, one => one);
    }

    /// <summary>Tenant, kind and name tell documents apart.</summary>
    [Fact]
    public async Task Read_OtherTenantKindOrName_IsNull()
    {
        var store = await CreateAsync();
        await store.TryPutAsync(Acme, "agent", Document("writer", 1), 0, Cancellation);
        Assert.Null(await store.ReadAsync(Globex, "agent", "writer", null, Cancellation));
        Assert.Null(await store.ReadAsync(Acme, "policy", "writer", null, Cancellation));
        Assert.Null(await store.ReadAsync(Acme, "agent", "Writer", null, Cancellation));
        Assert.Empty(await store.ListAsync(Globex, "agent", null, 10, Cancellation));
        Assert.Empty(await store.ListAsync(Acme, "policy", null, 10, Cancellation));
    }

    /// <summary>A list gives the newest version of each name, archived names left out, by name, page after page.</summary>
    [Fact]
    public async Task List_Mixed_GivesNewestByName()
    {
        var store = await CreateAsync();
        foreach (var name in new[] { "d", "a", "C", "b", "e" })
            await store.TryPutAsync(Acme, "agent", Document(name, 1), 0, Cancellation);
        await store.TryPutAsync(Acme, "agent", Document("a", 2), 1, Cancellation);
        await store.TryPutAsync(Acme, "agent", Document("b", 2) with { Archived = true }, 1, Cancellation);
        await store.TryPutAsync(Acme, "agent", Document("e", 2) with { Archived = true }, 1, Cancellation);
        await store.TryPutAsync(Acme, "agent", Document("e", 3), 2, Cancellation);
        Assert.Equal([("C", 1), ("a", 2), ("d", 1), ("e", 3)], await ListAsync(null, 10));
        Assert.Equal([("C", 1), ("a", 2)], await ListAsync(null, 2));
        Assert.Equal([("d", 1), ("e", 3)], await ListAsync("a", 2));
        Assert.Empty(await ListAsync("e", 2));
        AssertSame(Document("b", 2) with { Archived = true }, await store.ReadAsync(Acme, "agent", "b", null, Cancellation));

        async Task<IEnumerable<(string, int)>> ListAsync(string? after, int limit) =>
            (await store.ListAsync(Acme, "agent", after, limit, Cancellation)).Select(document => (document.Name, document.Version));
    }

    /// <summary>The order is that of the characters' codes, whatever of them names of agents have.</summary>
    [Fact]
    public async Task List_NamesWithDotsAndDashes_AreInOrdinalOrder()
    {
        var store = await CreateAsync();
        string[] names = ["a1", "a.b", "a-b", "a_b", "aB", "ab", "a", "a.", "a.b.c"];
        foreach (var name in names)
            await store.TryPutAsync(Acme, "agent", Document(name, 1), 0, Cancellation);
        var ordered = names.Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(ordered, (await store.ListAsync(Acme, "agent", null, 20, Cancellation)).Select(document => document.Name));
        foreach (var (name, index) in ordered.Select((name, index) => (name, index)))
            Assert.Equal(ordered[(index + 1)..], (await store.ListAsync(Acme, "agent", name, 20, Cancellation)).Select(document => document.Name));
    }

    private static DefinitionDocument Document(string name, int version, string body = "{}") =>
        new(name, version, System.Text.Encoding.UTF8.GetBytes($$"""{"v":{{version}},"body":"{{body}}"}"""), Start.AddSeconds(version), false);

    private static void AssertSame(DefinitionDocument expected, DefinitionDocument? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected, actual with { Body = expected.Body });
        Assert.Equal(expected.Body.ToArray(), actual.Body.ToArray());
    }
}
