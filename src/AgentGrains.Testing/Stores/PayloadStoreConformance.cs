using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Stores;
using Xunit;
using static AgentGrains.Testing.Stores.StoreSamples;

namespace AgentGrains.Testing.Stores;

/// <summary>What every <see cref="IPayloadStore"/> does. A subclass for each store makes an empty one.</summary>
public abstract class PayloadStoreConformance
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Makes an empty store; the subclass disposes of it.</summary>
    protected abstract ValueTask<IPayloadStore> CreateAsync();

    /// <summary>Content is found under its hash.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(40_000)]
    [InlineData(5_000_000)]
    public async Task Put_ThenGet_GivesContent(int length)
    {
        var store = await CreateAsync();
        var reference = await store.PutAsync(Key(1), Bytes(length), Cancellation);
        Assert.Equal(PayloadReference.Of(Bytes(length)), reference);
        Assert.Equal(Bytes(length), (await store.GetAsync(Acme, reference, Cancellation))!.Value.ToArray());
    }

    /// <summary>What is not there is nothing, and another tenant's content is not there.</summary>
    [Fact]
    public async Task Get_UnknownOrOtherTenants_IsNull()
    {
        var store = await CreateAsync();
        Assert.Null(await store.GetAsync(Acme, PayloadReference.Of(Bytes(9)), Cancellation));
        var reference = await store.PutAsync(Key(1), Bytes(100), Cancellation);
        Assert.Null(await store.GetAsync(Globex, reference, Cancellation));
        Assert.Null(await store.GetAsync(Acme, PayloadReference.Of(Bytes(9)), Cancellation));
    }

    /// <summary>Putting again, even at once, is the same as putting once.</summary>
    [Fact]
    public async Task Put_Repeated_IsIdempotent()
    {
        var store = await CreateAsync();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => store.PutAsync(Key(1), Bytes(1_000), Cancellation).AsTask()));
        await store.DeleteAsync(Key(1), Cancellation);
        Assert.Null(await store.GetAsync(Acme, PayloadReference.Of(Bytes(1_000)), Cancellation));
    }

    /// <summary>A payload stays while any session refers to it.</summary>
    [Fact]
    public async Task Delete_SharedPayload_StaysUntilTheLast()
    {
        var store = await CreateAsync();
        var shared = await store.PutAsync(Key(1), Bytes(100, 1), Cancellation);
        await store.PutAsync(Key(2), Bytes(100, 1), Cancellation);
        var own = await store.PutAsync(Key(1), Bytes(100, 2), Cancellation);
        var others = new SessionKey(Globex, Session(1));
        await store.PutAsync(others, Bytes(100, 2), Cancellation);
        await store.DeleteAsync(Key(1), Cancellation);
        Assert.NotNull(await store.GetAsync(Acme, shared, Cancellation));
        Assert.Null(await store.GetAsync(Acme, own, Cancellation));
        Assert.NotNull(await store.GetAsync(Globex, own, Cancellation));
        await store.DeleteAsync(Key(1), Cancellation);
        await store.DeleteAsync(Key(2), Cancellation);
        Assert.Null(await store.GetAsync(Acme, shared, Cancellation));
    }

    /// <summary>The buffer that was given may be used again.</summary>
    [Fact]
    public async Task Put_BufferReusedAfterwards_KeepsWhatWasPut()
    {
        var store = await CreateAsync();
        var buffer = Bytes(100);
        var reference = await store.PutAsync(Key(1), buffer, Cancellation);
        buffer.AsSpan().Clear();
        Assert.Equal(Bytes(100), (await store.GetAsync(Acme, reference, Cancellation))!.Value.ToArray());
    }
}
