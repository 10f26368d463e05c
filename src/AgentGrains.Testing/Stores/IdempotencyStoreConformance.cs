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
    public async Task Claim_Repeated_GivesTheFirstRecord()
    {
        var store = await CreateAsync();
        var first = await store.ClaimAsync(Acme, Record("k"), Cancellation);
        var second = await store.ClaimAsync(Acme, Record("k") with { Seed = "other", BodySha256 = "other", Owner = "other" }, Cancellation);
        Assert.Equal((Record("k"), true), (first.Record, first.IsNew));
        Assert.Equal((Record("k"), false), (second.Record, second.IsNew));
    }

    /// <summary>Of many with one key exactly one may proceed.</summary>
    [Fact]
    public async Task Claim_ManyAtOnce_OneIsNew()
    {
        var store = await CreateAsync();
        var claims = await Task.WhenAll(Enumerable.Range(0, 16)
            .Select(number => store.ClaimAsync(Acme, Record("k") with { Seed = $"{number}", Owner = $"{number}" }, Cancellation).AsTask()));
        Assert.Single(claims, claim => claim.IsNew);
        Assert.Single(claims.Select(claim => claim.Record.Seed).Distinct());
    }

    /// <summary>Tenant, route and key tell records apart.</summary>
    [Fact]
    public async Task Claim_OtherTenantRouteOrKey_IsNew()
    {
        var store = await CreateAsync();
        Assert.True(await IsFreeAsync(store, "k"));
        Assert.True((await store.ClaimAsync(Globex, Record("k"), Cancellation)).IsNew);
        Assert.True((await store.ClaimAsync(Acme, Record("k") with { Route = "POST /v1/agents" }, Cancellation)).IsNew);
        Assert.True(await IsFreeAsync(store, "K"));
    }

    /// <summary>The answer is repeated byte for byte, also where it has no body and no headers.</summary>
    [Theory]
    [InlineData("application/json", "/v1/runs/1", 300)]
    [InlineData(null, null, 0)]
    public async Task Complete_Answer_IsGivenToRepeats(string? contentType, string? location, int length)
    {
        var store = await CreateAsync();
        var claim = await store.ClaimAsync(Acme, Record("k"), Cancellation);
        Assert.True(await store.CompleteAsync(Acme, claim, new IdempotencyAnswer(202, contentType, location, Bytes(length)), Cancellation));
        var answer = (await store.ClaimAsync(Acme, Record("k"), Cancellation)).Record.Answer!;
        Assert.Equal((202, contentType, location), (answer.Status, answer.ContentType, answer.Location));
        Assert.Equal(Bytes(length), answer.Body.ToArray());
    }

    /// <summary>What was passed on belongs to the other request: the claim before it changes nothing any more.</summary>
    [Fact]
    public async Task PassOn_Record_IsTheOthers()
    {
        var store = await CreateAsync();
        var first = await store.ClaimAsync(Acme, Record("k"), Cancellation);
        var second = (await store.PassOnAsync(Acme, first, "second", Cancellation))!;
        Assert.Equal(("second", "seed"), (second.Record.Owner, second.Record.Seed));

        Assert.Null(await store.PassOnAsync(Acme, first, "third", Cancellation));
        Assert.False(await store.CompleteAsync(Acme, first, Answer(1), Cancellation));
        await store.RemoveAsync(Acme, first, Cancellation);
        var stored = await store.ClaimAsync(Acme, Record("k"), Cancellation);
        Assert.Equal(("second", null), (stored.Record.Owner, stored.Record.Answer));

        Assert.True(await store.CompleteAsync(Acme, second, Answer(2), Cancellation));
        Assert.Equal([2], (await store.ClaimAsync(Acme, Record("k"), Cancellation)).Record.Answer!.Body.ToArray());
    }

    /// <summary>Of many that take a record over exactly one gets it.</summary>
    [Fact]
    public async Task PassOn_ToManyAtOnce_OneGetsIt()
    {
        var store = await CreateAsync();
        await store.ClaimAsync(Acme, Record("k"), Cancellation);
        var read = await store.ClaimAsync(Acme, Record("k"), Cancellation);
        var claims = await Task.WhenAll(Enumerable.Range(0, 16).Select(number => store.PassOnAsync(Acme, read, $"{number}", Cancellation).AsTask()));
        Assert.Single(claims, claim => claim is not null);
    }

    /// <summary>An answer stays: no claim changes it or takes it back.</summary>
    [Fact]
    public async Task Complete_Answered_IsFinal()
    {
        var store = await CreateAsync();
        var claim = await store.ClaimAsync(Acme, Record("k"), Cancellation);
        Assert.True(await store.CompleteAsync(Acme, claim, Answer(1), Cancellation));
        Assert.False(await store.CompleteAsync(Acme, claim, Answer(2), Cancellation));
        Assert.Null(await store.PassOnAsync(Acme, claim, "other", Cancellation));
        await store.RemoveAsync(Acme, claim, Cancellation);
        Assert.Equal([1], (await store.ClaimAsync(Acme, Record("k"), Cancellation)).Record.Answer!.Body.ToArray());
    }

    /// <summary>A record taken back leaves the key free, and its claim is of no use any more.</summary>
    [Fact]
    public async Task Remove_Record_FreesTheKey()
    {
        var store = await CreateAsync();
        var claim = await store.ClaimAsync(Acme, Record("k"), Cancellation);
        Assert.True(await IsFreeAsync(store, "l"));
        await store.RemoveAsync(Acme, claim, Cancellation);
        await store.RemoveAsync(Acme, claim, Cancellation);
        Assert.False(await store.CompleteAsync(Acme, claim, Answer(1), Cancellation));
        Assert.Null(await store.PassOnAsync(Acme, claim, "other", Cancellation));
        Assert.True(await IsFreeAsync(store, "k"));
        Assert.False(await IsFreeAsync(store, "l"));
    }

    /// <summary>Old records of every tenant go, answered or not; those of that very time stay.</summary>
    [Fact]
    public async Task DeleteBefore_Mixed_DropsOldOnesOfAllTenants()
    {
        var store = await CreateAsync();
        Assert.Equal(0, await store.DeleteBeforeAsync(Start, Cancellation));
        await store.ClaimAsync(Acme, Record("old") with { StartedAt = Start.AddMilliseconds(-1) }, Cancellation);
        await store.ClaimAsync(Globex, Record("old") with { StartedAt = Start.AddDays(-1) }, Cancellation);
        Assert.True(await IsFreeAsync(store, "new"));
        Assert.Equal(2, await store.DeleteBeforeAsync(Start, Cancellation));
        Assert.True(await IsFreeAsync(store, "old"));
        Assert.True((await store.ClaimAsync(Globex, Record("old"), Cancellation)).IsNew);
        Assert.False(await IsFreeAsync(store, "new"));
    }

    private static async Task<bool> IsFreeAsync(IIdempotencyStore store, string key) => (await store.ClaimAsync(Acme, Record(key), Cancellation)).IsNew;

    private static IdempotencyAnswer Answer(byte body) => new(202, null, null, new byte[] { body });

    private static IdempotencyRecord Record(string key) => new(Route, key, "abc", "seed", Start, null) { Owner = $"first {key}" };
}
