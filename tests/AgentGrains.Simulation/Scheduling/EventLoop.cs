namespace AgentGrains.Simulation.Scheduling;

/// <summary>All that happens in a simulated world, in the order of time; what happens at the same time comes in the order that the seed gives.</summary>
internal sealed class EventLoop : TimeProvider
{
    private readonly PriorityQueue<Event, (long Ticks, int Tie, long Sequence)> events = new();
    private readonly Random random;
    private readonly int thread = Environment.CurrentManagedThreadId;
    private DateTimeOffset now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private long sequence;

    public EventLoop(Random random) => this.random = random;

    /// <summary>How many events there were.</summary>
    public long Count { get; private set; }

    public override DateTimeOffset GetUtcNow() => now;

    /// <summary>Lets something happen later.</summary>
    public void After(TimeSpan delay, Action action) => Enqueue(delay, new Event(static action => ((Action)action!)(), action, null));

    /// <summary>Lets something happen at this time, in a context.</summary>
    public void Post(ProcessContext context, SendOrPostCallback callback, object? state) => Enqueue(TimeSpan.Zero, new Event(callback, state, context));

    /// <summary>Ends after a time.</summary>
    public Task DelayAsync(TimeSpan delay)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        After(delay, source.SetResult);
        return source.Task;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new LoopTimer(this, () => callback(state), dueTime);

    /// <summary>Lets the next thing happen; false where nothing is left to.</summary>
    public bool Step()
    {
        if (!events.TryDequeue(out var next, out var order))
            return false;
        now = new DateTimeOffset(order.Ticks, TimeSpan.Zero);
        Count++;
        if (next.Context is { Alive: false })
            return true;
        SynchronizationContext.SetSynchronizationContext(next.Context);
        next.Callback(next.State);
        SynchronizationContext.SetSynchronizationContext(null);
        return true;
    }

    private void Enqueue(TimeSpan delay, Event next)
    {
        // A continuation that ran on the thread pool would make the world depend on more than its seed.
        if (Environment.CurrentManagedThreadId != thread)
            throw new InvalidOperationException("Something of the simulation ran on another thread than its own.");
        events.Enqueue(next, ((now + delay).Ticks, random.Next(), sequence++));
    }

    private readonly record struct Event(SendOrPostCallback Callback, object? State, ProcessContext? Context);
}
