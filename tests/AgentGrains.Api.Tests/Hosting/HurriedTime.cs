using Microsoft.Extensions.Time.Testing;

namespace AgentGrains.Api.Tests.Hosting;

/// <summary>A clock that advances at once by the length of each wait: no test waits, and the waits can be checked.</summary>
internal sealed class HurriedTime() : FakeTimeProvider(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero))
{
    /// <summary>What was waited for.</summary>
    public List<TimeSpan> Waits { get; } = [];

    /// <summary>Whether the clock is stopped, so that waits do not end.</summary>
    public bool StandsStill { get; set; }

    /// <summary>Completes when a wait starts.</summary>
    public TaskCompletionSource WaitStarted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        Waits.Add(dueTime);
        WaitStarted.TrySetResult();
        if (!StandsStill)
            Advance(dueTime);
        return timer;
    }
}
