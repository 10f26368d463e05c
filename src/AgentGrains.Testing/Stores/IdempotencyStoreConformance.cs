using AgentGrains.Core.Stores;
using Xunit;
using static AgentGrains.Testing.Stores.StoreSamples;

namespace AgentGrains.Testing.Stores;

/// <summary>What every <see cref="IIdempotencyStore"/> does. A subclass for each store makes an empty one.</summary>
public abstract class IdempotencyStoreConformance
{
    private const string Route = "POST /v1/runs";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Makes an empty store; the subclass disposes of it.</summary>
    protected abstract ValueTask<IIdempotencyStore> CreateAsync();

    /// <summary>The first may proceed; a repeat gets what the first stored.</summary>
    [Fact]
    public async Task TryBegin_Repeated_GivesTheFirstRecord()
    {
        var store = await CreateAsync();
        Assert.Null(await store.TryBeginAsync(Acme, Record("k"), Cancellation));
        Assert.Equal(Record("k"), await store.TryBeginAsync(Acme, Record("k") with { Seed = "other", BodySha256 = "other" }, Cancellation));
    }

    /// <summary>Of many with one key exactly one may proceed.</summary>
    [Fact]
    public async Task TryBegin_ManyAtOnce_OneMayProceed()
    {
        var store = await CreateAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(number => store.TryBeginAsync(Acme, Record("k") with { Seed = $"{number}" }, Cancellation).AsTask()));
        Assert.Single(answers, answer => answer is null);
        Assert.Single(answers.OfType<IdempotencyRecord>().Select(answer => answer.Seed).Distinct());
    }

    /// <summary>Tenant, route and key tell records apart.</summary>
    [Fact]
    public async Task TryBegin_OtherTenantRouteOrKey_IsNew()
    {
        var store = await CreateAsync();
        Assert.Null(await store.TryBeginAsync(Acme, Record("k"), Cancellation));
        Assert.Null(await store.TryBeginAsync(Globex, Record("k"), Cancellation));
        Assert.Null(await store.TryBeginAsync(Acme, Record("k") with { Route = "POST /v1/agents" }, Cancellation));
        Assert.Null(await store.TryBeginAsync(Acme, Record("K"), Cancellation));
    }

    /// <summary>The answer is repeated byte for byte, also where it has no body and no headers.</summary>
    [Theory]
    [InlineData("application/json", "/v1/runs/1", 300)]
    [InlineData(null, null, 0)]
    public async Task Complete_Answer_IsGivenToRepeats(string? contentType, string? location, int length)
    {
        var store = await CreateAsync();
        await store.TryBeginAsync(Acme, Record("k"), Cancellation);
        await store.CompleteAsync(Acme, Route, "k", new IdempotencyAnswer(202, contentType, location, Bytes(length)), Cancellation);
        var answer = (await store.TryBeginAsync(Acme, Record("k"), Cancellation))!.Answer!;
        Assert.Equal((202, contentType, location), (answer.Status, answer.ContentType, answer.Location));
        Assert.Equal(Bytes(length), answer.Body.ToArray());
    }

    /// <summary>An answer to nothing is dropped.</summary>
    [Fact]
    public async Task Complete_NoRecord_DoesNothing()
    {
        var store = await CreateAsync();
        await store.CompleteAsync(Acme, Route, "k", new IdempotencyAnswer(200, null, null, default), Cancellation);
        Assert.Null(await store.TryBeginAsync(Acme, Record("k"), Cancellation));
    }

    /// <summary>A record taken back leaves the key free.</summary>
    [Fact]
    public async Task Remove_Record_FreesTheKey()
    {
        var store = await CreateAsync();
        await store.RemoveAsync(Acme, Route, "k", Cancellation);
        await store.TryBeginAsync(Acme, Record("k"), Cancellation);
        await store.TryBeginAsync(Acme, Record("l"), Cancellation);
        await store.RemoveAsync(Acme, Route, "k", Cancellation);
        Assert.Null(await store.TryBeginAsync(Acme, Record("k"), Cancellation));
        Assert.NotNull(await store.TryBeginAsync(Acme, Record("l"), Cancellation));
    }

    /// <summary>Old records of every tenant go, answered or not; those of that very time stay.</summary>
    [Fact]
    public async Task DeleteBefore_Mixed_DropsOldOnesOfAllTenants()
    {
        var store = await CreateAsync();
        Assert.Equal(0, await store.DeleteBeforeAsync(Start, Cancellation));
        await store.TryBeginAsync(Acme, Record("old") with { StartedAt = Start.AddMilliseconds(-1) }, Cancellation);
        await store.TryBeginAsync(Globex, Record("old") with { StartedAt = Start.AddDays(-1) }, Cancellation);
        await store.TryBeginAsync(Acme, Record("new"), Cancellation);
        Assert.Equal(2, await store.DeleteBeforeAsync(Start, Cancellation));
        Assert.Null(await store.TryBeginAsync(Acme, Record("old"), Cancellation));
        Assert.Null(await store.TryBeginAsync(Globex, Record("old"), Cancellation));
        Assert.NotNull(await store.TryBeginAsync(Acme, Record("new"), Cancellation));
    }

    private static IdempotencyRecord Record(string key) => new(Route, key, "abc", "seed", Start, null);
}
