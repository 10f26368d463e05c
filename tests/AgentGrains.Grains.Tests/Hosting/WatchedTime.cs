using Microsoft.Extensions.Time.Testing;

namespace AgentGrains.Grains.Tests.Hosting;

/// <summary>A clock that a test moves, and that signals when a wait for a certain time starts. Safe for concurrent use.</summary>
/// <remarks>It begins now: silos number themselves by the system's clock, and one whose number is long before its own clock's time takes itself for dead.</remarks>
internal sealed class WatchedTime() : FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()))
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private readonly HashSet<TimeSpan> awaited = [];
    private readonly List<(TimeSpan Due, TaskCompletionSource Told)> waiting = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        lock (gate)
        {
            awaited.Add(dueTime);
            foreach (var waiter in waiting.Where(waiter => waiter.Due == dueTime).ToList())
            {
                waiting.Remove(waiter);
                waiter.Told.SetResult();
            }
        }
        return timer;
    }

    /// <summary>Waits until a timer of exactly this length was set.</summary>
    public async Task WhenAwaitedAsync(TimeSpan due)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (awaited.Contains(due))
                return;
            waiting.Add((due, told));
        }
        await told.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }
}
