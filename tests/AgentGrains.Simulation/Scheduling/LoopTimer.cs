namespace AgentGrains.Simulation.Scheduling;

/// <summary>A timer of the simulated time that fires once.</summary>
internal sealed class LoopTimer : ITimer
{
    private readonly EventLoop loop;
    private readonly Action fire;
    private int setting;

    public LoopTimer(EventLoop loop, Action fire, TimeSpan due)
    {
        (this.loop, this.fire) = (loop, fire);
        Change(due, Timeout.InfiniteTimeSpan);
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        var mine = ++setting;
        if (dueTime == Timeout.InfiniteTimeSpan)
            return true;
        loop.After(dueTime, () =>
        {
            if (mine == setting)
                fire();
        });
        return true;
    }

    public void Dispose() => setting++;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
