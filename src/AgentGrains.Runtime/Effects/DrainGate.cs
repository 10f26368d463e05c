namespace AgentGrains.Runtime.Effects;

/// <summary>
/// Decides whether a host still starts effects, and knows when none is in flight. A host that drains takes results in, and leaves what follows from them to the
/// sessions' next owners. Safe for concurrent use.
/// </summary>
public sealed class DrainGate : IEffectLoad
{
    // Completed when nothing is in flight, or by the end of the grace period.
    private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int deciding;
    private int inFlight;
    private int closed;

    /// <summary>Whether the host drains: nothing may be recorded as started any more.</summary>
    public bool IsClosed => Volatile.Read(ref closed) != 0;

    /// <inheritdoc/>
    public int InFlight => Volatile.Read(ref inFlight);

    /// <summary>A session is about to decide which effects start. The host does not count as drained before <see cref="Exit"/>.</summary>
    /// <returns>False if the host drains: nothing may be recorded as started, and <see cref="Exit"/> is not called.</returns>
    public bool TryEnter()
    {
        // In this order, and the other one in Close: either this sees that the host drains, or the drain sees this.
        Interlocked.Increment(ref deciding);
        if (!IsClosed)
            return true;
        Exit();
        return false;
    }

    /// <summary>The decision is durable and its effects are started, or it failed.</summary>
    public void Exit()
    {
        Interlocked.Decrement(ref deciding);
        CheckDrained();
    }

    /// <summary>From now on nothing starts, except what is being recorded as started.</summary>
    public void Close() => Interlocked.Exchange(ref closed, 1);

    /// <summary>Completes when no effect is in flight, or when the grace period ends.</summary>
    /// <returns>How many are still in flight.</returns>
    public async Task<int> WhenDrainedAsync(TimeSpan grace, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        await using var limit = time.CreateTimer(static drained => ((TaskCompletionSource)drained!).TrySetResult(), drained, grace, Timeout.InfiniteTimeSpan);
        CheckDrained();
        await drained.Task;
        return InFlight;
    }

    internal void BeginOne() => Interlocked.Increment(ref inFlight);

    internal void EndOne()
    {
        Interlocked.Decrement(ref inFlight);
        CheckDrained();
    }

    /// <summary>Decisions are checked first: they add to the effects in flight, and after them nothing does.</summary>
    private void CheckDrained()
    {
        if (IsClosed && Volatile.Read(ref deciding) == 0 && InFlight == 0)
            drained.TrySetResult();
    }
}
