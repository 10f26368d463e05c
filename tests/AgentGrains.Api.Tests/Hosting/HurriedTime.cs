using Microsoft.Extensions.Time.Testing;

namespace AgentGrains.Api.Tests.Hosting;

/// <summary>A clock that goes on by as much as somebody waits, at once: nothing is waited for, and what would have been can be seen.</summary>
internal sealed class HurriedTime() : FakeTimeProvider(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero))
{
    /// <summary>What was waited for.</summary>
    public List<TimeSpan> Waits { get; } = [];

    /// <summary>Whether the clock stands still, so that who waits goes on waiting.</summary>
    public bool StandsStill { get; set; }

    /// <summary>Ends when somebody waits.</summary>
    public TaskCompletionSource WaitBegun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        Waits.Add(dueTime);
        WaitBegun.TrySetResult();
        if (!StandsStill)
            Advance(dueTime);
        return timer;
    }
}
