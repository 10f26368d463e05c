using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using Xunit;
using static AgentGrains.Testing.Stores.StoreSamples;

namespace AgentGrains.Testing.Stores;

/// <summary>What every <see cref="IWakeUpStore"/> does. A subclass for each store makes an empty one.</summary>
public abstract class WakeUpStoreConformance
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Makes an empty store; the subclass disposes of it.</summary>
    protected abstract ValueTask<IWakeUpStore> CreateAsync();

    /// <summary>What was set is due at its time, to the millisecond, and not before.</summary>
    [Fact]
    public async Task Set_ThenReadDue_IsDueFromItsTime()
    {
        var store = await CreateAsync();
        var wakeUp = new WakeUp(Key(1), Start, "silo-1", 7);
        await store.SetAsync(wakeUp, Cancellation);
        Assert.Equal([wakeUp], await DueAsync(store, Key(1), Start));
        Assert.Empty(await DueAsync(store, Key(1), Start.AddMilliseconds(-1)));
    }

    /// <summary>Each session has one wake-up: the one with the highest stamp, of equals the last.</summary>
    [Fact]
    public async Task Set_Again_KeepsTheHighestStamp()
    {
        var store = await CreateAsync();
        await store.SetAsync(new WakeUp(Key(1), Start, "a", 5), Cancellation);
        await store.SetAsync(new WakeUp(Key(1), Start.AddSeconds(1), "b", 4), Cancellation);
        Assert.Equal("a", (await DueAsync(store, Key(1), Start.AddDays(1))).Single().Owner);
        await store.SetAsync(new WakeUp(Key(1), Start.AddSeconds(2), null, 5), Cancellation);
        Assert.Equal(new WakeUp(Key(1), Start.AddSeconds(2), null, 5), (await DueAsync(store, Key(1), Start.AddDays(1))).Single());
        await store.SetAsync(new WakeUp(Key(1), Start.AddSeconds(-3), "c", 9), Cancellation);
        Assert.Equal(new WakeUp(Key(1), Start.AddSeconds(-3), "c", 9), (await DueAsync(store, Key(1), Start)).Single());
    }

    /// <summary>Removal takes only what was set before it.</summary>
    [Fact]
    public async Task Remove_ByStamp_TakesOnlyLowerOnes()
    {
        var store = await CreateAsync();
        await store.RemoveAsync(Key(1), 9, Cancellation);
        await store.SetAsync(new WakeUp(Key(1), Start, "a", 5), Cancellation);
        await store.RemoveAsync(Key(1), 5, Cancellation);
        Assert.Single(await DueAsync(store, Key(1), Start));
        await store.RemoveAsync(Key(1), 6, Cancellation);
        Assert.Empty(await DueAsync(store, Key(1), Start));
        await store.SetAsync(new WakeUp(Key(1), Start, "b", 1), Cancellation);
        Assert.Single(await DueAsync(store, Key(1), Start));
    }

    /// <summary>A session's own is found as it was set last, and not once it is removed.</summary>
    [Fact]
    public async Task Find_AfterSetAndRemove_GivesTheLastOne_AndThenNone()
    {
        var store = await CreateAsync();
        Assert.Null(await store.FindAsync(Key(1), Cancellation));
        await store.SetAsync(new WakeUp(Key(1), Start, "a", 5), Cancellation);
        await store.SetAsync(new WakeUp(Key(1), Start.AddSeconds(1), null, 6), Cancellation);
        Assert.Equal(new WakeUp(Key(1), Start.AddSeconds(1), null, 6), await store.FindAsync(Key(1), Cancellation));
        Assert.Null(await store.FindAsync(Key(2), Cancellation));
        await store.RemoveAsync(Key(1), 7, Cancellation);
        Assert.Null(await store.FindAsync(Key(1), Cancellation));
    }

    /// <summary>The earliest come first, and no more than asked for.</summary>
    [Fact]
    public async Task ReadDue_Many_GivesTheEarliestFirst()
    {
        var store = await CreateAsync();
        var sessions = OfOneShard(40);
        for (var index = 0; index < sessions.Length; index++)
            await store.SetAsync(new WakeUp(sessions[index], Start.AddMilliseconds(index * 7 % 40), null, 0), Cancellation);
        var due = await store.ReadDueAsync(WakeUp.ShardOf(sessions[0]), Start.AddMilliseconds(29), 20, Cancellation);
        Assert.Equal(Enumerable.Range(0, 20).Select(offset => Start.AddMilliseconds(offset)), due.Select(wakeUp => wakeUp.DueAt));
        Assert.Equal(30, (await store.ReadDueAsync(WakeUp.ShardOf(sessions[0]), Start.AddMilliseconds(29), 100, Cancellation)).Count);
    }

    /// <summary>A shard gives its own sessions only, of every tenant.</summary>
    [Fact]
    public async Task ReadDue_OtherShards_AreLeftOut()
    {
        var store = await CreateAsync();
        var sessions = Enumerable.Range(0, 300).Select(Key).Concat(Enumerable.Range(0, 300).Select(number => new SessionKey(Globex, Session(number)))).ToArray();
        foreach (var session in sessions)
            await store.SetAsync(new WakeUp(session, Start, null, 0), Cancellation);
        for (var shard = 0; shard < WakeUp.Shards; shard++)
        {
            var due = await store.ReadDueAsync(shard, Start, 1_000, Cancellation);
            Assert.Equal(sessions.Where(session => WakeUp.ShardOf(session) == shard).ToHashSet(), due.Select(wakeUp => wakeUp.Session).ToHashSet());
        }
    }

    /// <summary>Orphaned is what has an owner that is not alive, due or not, by session.</summary>
    [Fact]
    public async Task ReadOrphaned_Mixed_GivesThoseOfDeadOwners()
    {
        var store = await CreateAsync();
        var sessions = OfOneShard(6);
        var owners = new[] { "alive", "dead", null, "dead too", "alive too", "dead" };
        for (var index = sessions.Length - 1; index >= 0; index--)
            await store.SetAsync(new WakeUp(sessions[index], Start.AddDays(index), owners[index], 0), Cancellation);
        var shard = WakeUp.ShardOf(sessions[0]);
        var orphaned = await store.ReadOrphanedAsync(shard, ["alive", "alive too"], 10, Cancellation);
        Assert.Equal([sessions[1], sessions[3], sessions[5]], orphaned.Select(wakeUp => wakeUp.Session));
        Assert.Equal(new WakeUp(sessions[3], Start.AddDays(3), "dead too", 0), orphaned[1]);
        Assert.Equal([sessions[1], sessions[3]], (await store.ReadOrphanedAsync(shard, ["alive", "alive too"], 2, Cancellation)).Select(wakeUp => wakeUp.Session));
        Assert.Equal(5, (await store.ReadOrphanedAsync(shard, [], 10, Cancellation)).Count);
        Assert.Empty(await store.ReadOrphanedAsync((shard + 1) % WakeUp.Shards, [], 10, Cancellation));
    }

    private static SessionKey[] OfOneShard(int count) =>
        [.. Enumerable.Range(0, int.MaxValue).Select(Key).Where(session => WakeUp.ShardOf(session) == WakeUp.ShardOf(Key(0))).Take(count)];

    private static ValueTask<IReadOnlyList<WakeUp>> DueAsync(IWakeUpStore store, SessionKey session, DateTimeOffset dueBy) =>
        store.ReadDueAsync(WakeUp.ShardOf(session), dueBy, 100, Cancellation);
}
