using AgentGrains.Runtime.Effects;

namespace AgentGrains.Runtime.Tests.Effects;

/// <summary>Slots bound what is in flight, in order, and none is lost.</summary>
public sealed class SlotsTests
{
    [Fact]
    public async Task Slots_GoToThoseWhoWaited_InOrder()
    {
        var slots = new Slots(2);
        await slots.WaitAsync(CancellationToken.None);
        await slots.WaitAsync(CancellationToken.None);
        var (third, fourth) = (slots.WaitAsync(CancellationToken.None), slots.WaitAsync(CancellationToken.None));

        slots.Release();
        await third;
        Assert.False(fourth.IsCompleted);

        slots.Release();
        await fourth;
    }

    [Fact]
    public async Task Waiter_ThatGivesUp_TakesNoSlot()
    {
        var (slots, giveUp) = (new Slots(1), new CancellationTokenSource());
        await slots.WaitAsync(CancellationToken.None);
        var (second, third) = (slots.WaitAsync(giveUp.Token), slots.WaitAsync(CancellationToken.None));

        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        slots.Release();

        await third;
    }

    [Fact]
    public async Task Slots_UnderLoad_AreNeverMoreThanThereAre_AndAllComeBack()
    {
        const int Count = 3;
        var (slots, inUse, most) = (new Slots(Count), 0, 0);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(async () =>
        {
            using var giveUp = new CancellationTokenSource();
            var waiting = slots.WaitAsync(giveUp.Token);
            if (i % 5 == 0)
                await giveUp.CancelAsync();
            try
            {
                await waiting;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            InterlockedMax(ref most, Interlocked.Increment(ref inUse));
            await Task.Yield();
            Interlocked.Decrement(ref inUse);
            slots.Release();
        })));

        Assert.InRange(most, 1, Count);
        for (var i = 0; i < Count; i++)
            Assert.True(slots.WaitAsync(CancellationToken.None).IsCompletedSuccessfully);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }
}
