using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using Xunit;
using static AgentGrains.Testing.Stores.StoreSamples;

namespace AgentGrains.Testing.Stores;

/// <summary>What every <see cref="IJournalStore"/> does. A subclass for each store makes an empty one.</summary>
public abstract class JournalStoreConformance
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Makes an empty store; the subclass disposes of it.</summary>
    protected abstract ValueTask<IJournalStore> CreateAsync();

    /// <summary>A session that was never written is null, not an error.</summary>
    [Fact]
    public async Task Open_UnknownSession_IsNull()
    {
        var store = await CreateAsync();
        Assert.Null(await store.OpenAsync(Key(1), Cancellation));
        Assert.Null(await store.ReadHeaderAsync(Key(1), Cancellation));
        Assert.Empty(await ReadAsync(store, Key(1), 0, long.MaxValue));
    }

    /// <summary>What was appended is there, in order, with its bytes.</summary>
    [Fact]
    public async Task Append_InOrder_IsReadBack()
    {
        var store = await CreateAsync();
        await store.AppendAsync(Append(1, 1, 0, 3, Bytes(10, 1)), Cancellation);
        await store.AppendAsync(Append(1, 1, 3, 1, Bytes(40_000, 2)), Cancellation);
        await store.AppendAsync(Append(1, 1, 4, 2, Bytes(0), unfinished: false), Cancellation);
        var opening = await store.OpenAsync(Key(1), Cancellation);
        Assert.Equal(new SessionHeader(1, 6, false), opening!.Header);
        Assert.Null(opening.Checkpoint);
        Assert.Equal([(0, 3), (3, 1), (4, 2)], opening.Tail.Select(record => (record.Position, record.Count)));
        Assert.Equal(Bytes(10, 1), opening.Tail[0].Content.ToArray());
        Assert.Equal(Bytes(40_000, 2), opening.Tail[1].Content.ToArray());
        Assert.Empty(opening.Tail[2].Content.ToArray());
    }

    /// <summary>The store keeps its own copy of what it was given.</summary>
    [Fact]
    public async Task Append_BufferReusedAfterwards_KeepsWhatWasAppended()
    {
        var store = await CreateAsync();
        var buffer = Bytes(100, 1);
        await store.AppendAsync(Append(1, 1, 0, 1, buffer), Cancellation);
        buffer.AsSpan().Clear();
        Assert.Equal(Bytes(100, 1), (await ReadAsync(store, Key(1), 0, 1)).Single().Content.ToArray());
    }

    /// <summary>A position that is taken, or not there yet, is a conflict that writes nothing.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Append_WrongPosition_Conflicts(long position)
    {
        var store = await CreateAsync();
        await store.AppendAsync(Append(1, 1, 0, 2, Bytes(10)), Cancellation);
        await Assert.ThrowsAsync<JournalConflictException>(async () => await store.AppendAsync(Append(1, 9, position, 1, Bytes(10)), Cancellation));
        Assert.Equal(new SessionHeader(1, 2, true), await store.ReadHeaderAsync(Key(1), Cancellation));
        Assert.Single(await ReadAsync(store, Key(1), 0, long.MaxValue));
    }

    /// <summary>A new session begins at position 0.</summary>
    [Fact]
    public async Task Append_NewSessionBeyondZero_ConflictsAndLeavesNothing()
    {
        var store = await CreateAsync();
        await Assert.ThrowsAsync<JournalConflictException>(async () => await store.AppendAsync(Append(1, 1, 1, 1, Bytes(10)), Cancellation));
        Assert.Null(await store.ReadHeaderAsync(Key(1), Cancellation));
    }

    /// <summary>The newest owner fences older ones off.</summary>
    [Fact]
    public async Task Append_StaleEpoch_Conflicts()
    {
        var store = await CreateAsync();
        await store.AppendAsync(Append(1, 1, 0, 1, Bytes(10)), Cancellation);
        await store.AppendAsync(Append(1, 5, 1, 1, Bytes(10)), Cancellation);
        await Assert.ThrowsAsync<JournalConflictException>(async () => await store.AppendAsync(Append(1, 4, 2, 1, Bytes(10)), Cancellation));
        await store.AppendAsync(Append(1, 5, 2, 1, Bytes(10)), Cancellation);
        Assert.Equal(new SessionHeader(5, 3, true), await store.ReadHeaderAsync(Key(1), Cancellation));
    }

    /// <summary>Of many owners at one position exactly one wins.</summary>
    [Fact]
    public async Task Append_ManyAtOnePosition_OneWins()
    {
        var store = await CreateAsync();
        var won = await Task.WhenAll(Enumerable.Range(1, 32).Select(owner => Task.Run(async () =>
        {
            try
            {
                await store.AppendAsync(Append(1, 1, 0, 1, Bytes(100, owner)), Cancellation);
                return owner;
            }
            catch (JournalConflictException)
            {
                return 0;
            }
        })));
        var winner = Assert.Single(won, owner => owner > 0);
        Assert.Equal(Bytes(100, winner), (await ReadAsync(store, Key(1), 0, 1)).Single().Content.ToArray());
    }

    /// <summary>A loser among others that are written together spoils nothing for them.</summary>
    [Fact]
    public async Task Append_ConflictAmongOthers_OthersAreWritten()
    {
        var store = await CreateAsync();
        await store.AppendAsync(Append(0, 1, 0, 1, Bytes(10)), Cancellation);
        var others = Enumerable.Range(1, 64).Select(number => store.AppendAsync(Append(number, 1, 0, 1, Bytes(200, number)), Cancellation).AsTask()).ToList();
        var loser = store.AppendAsync(Append(0, 1, 0, 1, Bytes(10)), Cancellation).AsTask();
        others.AddRange(Enumerable.Range(65, 64).Select(number => store.AppendAsync(Append(number, 1, 0, 1, Bytes(200, number)), Cancellation).AsTask()));
        await Assert.ThrowsAsync<JournalConflictException>(() => loser);
        await Task.WhenAll(others);
        for (var number = 1; number <= 128; number++)
            Assert.Equal(Bytes(200, number), (await ReadAsync(store, Key(number), 0, 1)).Single().Content.ToArray());
    }

    /// <summary>The largest append there may be is taken; a larger one, or one out of range, is the caller's mistake.</summary>
    [Fact]
    public async Task Append_Limits_AreKept()
    {
        var store = await CreateAsync();
        var largest = Bytes(JournalAppend.MaxContentBytes);
        await store.AppendAsync(Append(1, 1, 0, 1, largest), Cancellation);
        Assert.Equal(largest, (await ReadAsync(store, Key(1), 0, 1)).Single().Content.ToArray());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await store.AppendAsync(Append(1, 1, 1, 1, new byte[largest.Length + 1]), Cancellation));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await store.AppendAsync(Append(1, 0, 1, 1, Bytes(1)), Cancellation));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await store.AppendAsync(Append(1, 1, 1, 0, Bytes(1)), Cancellation));
    }

    /// <summary>A call that is cancelled before it begins writes nothing.</summary>
    [Fact]
    public async Task Append_CancelledBefore_WritesNothing()
    {
        var store = await CreateAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.AppendAsync(Append(1, 1, 0, 1, Bytes(10)), new CancellationToken(true)));
        Assert.Null(await store.ReadHeaderAsync(Key(1), Cancellation));
    }

    /// <summary>A range gives every record that holds a position of it, and no other.</summary>
    [Theory]
    [InlineData(0, 10, "0 3 4 8")]
    [InlineData(1, 2, "0")]
    [InlineData(2, 4, "0 3")]
    [InlineData(3, 4, "3")]
    [InlineData(5, 9, "4 8")]
    [InlineData(8, 8, "")]
    [InlineData(9, 9, "")]
    [InlineData(9, 1, "")]
    [InlineData(10, 20, "")]
    [InlineData(9, long.MaxValue, "8")]
    public async Task Read_Range_GivesRecordsThatHoldIt(long from, long to, string positions)
    {
        var store = await CreateAsync();
        foreach (var (position, count) in new[] { (0, 3), (3, 1), (4, 4), (8, 2) })
            await store.AppendAsync(Append(1, 1, position, count, Bytes(10)), Cancellation);
        await store.AppendAsync(Append(2, 1, 0, 20, Bytes(10)), Cancellation);
        Assert.Equal(positions, string.Join(' ', (await ReadAsync(store, Key(1), from, to)).Select(record => record.Position)));
    }

    /// <summary>A long journal comes whole, whatever portions the store reads it in.</summary>
    [Fact]
    public async Task Read_LongJournal_GivesAllInOrder()
    {
        var store = await CreateAsync();
        for (var position = 0; position < 1_500; position++)
            await store.AppendAsync(Append(1, 1, position, 1, Bytes(position % 700 == 699 ? 300_000 : 20, position)), Cancellation);
        var records = await ReadAsync(store, Key(1), 0, long.MaxValue);
        Assert.Equal(Enumerable.Range(0, 1_500).Select(position => (long)position), records.Select(record => record.Position));
        Assert.All(records, record => Assert.Equal(Bytes(record.Content.Length, (int)record.Position), record.Content.ToArray()));
        Assert.Equal(1_500, (await store.OpenAsync(Key(1), Cancellation))!.Tail.Count);
    }

    /// <summary>Opening reads the checkpoint and only what comes after it.</summary>
    [Fact]
    public async Task SaveCheckpoint_ThenOpen_GivesCheckpointAndTail()
    {
        var store = await CreateAsync();
        for (var position = 0; position < 10; position++)
            await store.AppendAsync(Append(1, 1, position, 1, Bytes(10)), Cancellation);
        await store.SaveCheckpointAsync(Key(1), 7, Bytes(5_000, 7), Cancellation);
        var opening = await store.OpenAsync(Key(1), Cancellation);
        Assert.Equal(7, opening!.Checkpoint!.Position);
        Assert.Equal(Bytes(5_000, 7), opening.Checkpoint.State.ToArray());
        Assert.Equal([7, 8, 9], opening.Tail.Select(record => record.Position));
        Assert.Equal(10, opening.Header.Position);
    }

    /// <summary>Checkpoints only move on; one for a session that is not there makes none.</summary>
    [Fact]
    public async Task SaveCheckpoint_OlderOrUnknown_IsDropped()
    {
        var store = await CreateAsync();
        await store.AppendAsync(Append(1, 1, 0, 9, Bytes(10)), Cancellation);
        await store.SaveCheckpointAsync(Key(1), 7, Bytes(10, 1), Cancellation);
        await store.SaveCheckpointAsync(Key(1), 6, Bytes(10, 2), Cancellation);
        Assert.Equal(Bytes(10, 1), (await store.OpenAsync(Key(1), Cancellation))!.Checkpoint!.State.ToArray());
        await store.SaveCheckpointAsync(Key(1), 7, Bytes(10, 3), Cancellation);
        Assert.Equal(Bytes(10, 3), (await store.OpenAsync(Key(1), Cancellation))!.Checkpoint!.State.ToArray());
        await store.SaveCheckpointAsync(Key(2), 7, Bytes(10), Cancellation);
        Assert.Null(await store.OpenAsync(Key(2), Cancellation));
    }

    /// <summary>An erased session can be created again and contains nothing of the old one.</summary>
    [Fact]
    public async Task Delete_ThenAppend_CreatesANewSession()
    {
        var store = await CreateAsync();
        await store.DeleteAsync(Key(1), Cancellation);
        await store.AppendAsync(Append(1, 4, 0, 3, Bytes(10)), Cancellation);
        await store.AppendAsync(Append(2, 1, 0, 1, Bytes(10)), Cancellation);
        await store.SaveCheckpointAsync(Key(1), 2, Bytes(10), Cancellation);
        await store.DeleteAsync(Key(1), Cancellation);
        Assert.Null(await store.OpenAsync(Key(1), Cancellation));
        Assert.Empty(await ReadAsync(store, Key(1), 0, long.MaxValue));
        Assert.DoesNotContain(Key(1), await UnfinishedAsync(store));
        await Assert.ThrowsAsync<JournalConflictException>(async () => await store.AppendAsync(Append(1, 4, 3, 1, Bytes(10)), Cancellation));
        await store.AppendAsync(Append(1, 1, 0, 1, Bytes(20)), Cancellation);
        var opening = await store.OpenAsync(Key(1), Cancellation);
        Assert.Equal(new SessionHeader(1, 1, true), opening!.Header);
        Assert.Null(opening.Checkpoint);
        Assert.Single(opening.Tail);
        Assert.Single(await ReadAsync(store, Key(2), 0, 1));
    }

    /// <summary>The same session id in two tenants is two sessions.</summary>
    [Fact]
    public async Task Append_SameSessionInTwoTenants_StaysApart()
    {
        var store = await CreateAsync();
        var other = new SessionKey(Globex, Session(1));
        await store.AppendAsync(Append(1, 1, 0, 1, Bytes(10)), Cancellation);
        Assert.Null(await store.OpenAsync(other, Cancellation));
        await store.AppendAsync(new JournalAppend(other, 2, 0, 4, Bytes(20), true), Cancellation);
        await store.DeleteAsync(Key(1), Cancellation);
        Assert.Equal(new SessionHeader(2, 4, true), await store.ReadHeaderAsync(other, Cancellation));
    }

    /// <summary>The unfinished sessions of all tenants are found, and only they.</summary>
    [Fact]
    public async Task ReadUnfinished_Mixed_GivesThoseOfAllTenants()
    {
        var store = await CreateAsync();
        for (var number = 0; number < 1_200; number++)
            await store.AppendAsync(Append(number, 1, 0, 1, Bytes(1), unfinished: number % 2 == 0), Cancellation);
        var other = new SessionKey(Globex, Session(5));
        await store.AppendAsync(new JournalAppend(other, 1, 0, 1, Bytes(1), true), Cancellation);
        await store.AppendAsync(Append(0, 1, 1, 1, Bytes(1), unfinished: false), Cancellation);
        await store.AppendAsync(Append(1, 1, 1, 1, Bytes(1), unfinished: true), Cancellation);
        var expected = Enumerable.Range(1, 1_199).Where(number => number == 1 || number % 2 == 0).Select(Key).Append(other).ToHashSet();
        var found = await UnfinishedAsync(store);
        Assert.Equal(expected.Count, found.Count);
        Assert.Equal(expected, found.ToHashSet());
    }

    private static JournalAppend Append(int session, long epoch, long position, int count, byte[] content, bool unfinished = true) =>
        new(Key(session), epoch, position, count, content, unfinished);

    private static async Task<List<JournalRecord>> ReadAsync(IJournalStore store, SessionKey session, long from, long to)
    {
        var records = new List<JournalRecord>();
        await foreach (var record in store.ReadAsync(session, from, to, Cancellation))
            records.Add(record);
        return records;
    }

    private static async Task<List<SessionKey>> UnfinishedAsync(IJournalStore store)
    {
        var sessions = new List<SessionKey>();
        await foreach (var session in store.ReadUnfinishedAsync(Cancellation))
            sessions.Add(session);
        return sessions;
    }
}
