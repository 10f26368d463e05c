using AgentGrains.Core.Stores;

namespace AgentGrains.Grains.Tests.Hosting;

/// <summary>Tells when a row is set, so that a test can wait for it. Safe for concurrent use.</summary>
internal sealed class WatchedWakeUps(IWakeUpStore inner, WatchedWakeUps? together = null) : PassingWakeUps(inner)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private readonly List<WakeUp> rows = [];
    private readonly List<(Func<WakeUp, bool> Matches, TaskCompletionSource<WakeUp> Told)> waiting = [];

    /// <summary>Waits until a row is set that is as wished.</summary>
    public async Task<WakeUp> WhenSetAsync(Func<WakeUp, bool> matches)
    {
        var told = new TaskCompletionSource<WakeUp>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (rows.Find(row => matches(row)) is { } known)
                return known;
            waiting.Add((matches, told));
        }
        return await told.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    /// <summary>Another process's way to the same rows, watched together with this one.</summary>
    public IWakeUpStore Over(IWakeUpStore other) => other == Inner ? this : new WatchedWakeUps(other, this);

    public override async ValueTask SetAsync(WakeUp wakeUp, CancellationToken cancellation)
    {
        await base.SetAsync(wakeUp, cancellation);
        (together ?? this).Note(wakeUp);
    }

    private void Note(WakeUp wakeUp)
    {
        lock (gate)
        {
            rows.Add(wakeUp);
            foreach (var waiter in waiting.Where(waiter => waiter.Matches(wakeUp)).ToList())
            {
                waiting.Remove(waiter);
                waiter.Told.SetResult(wakeUp);
            }
        }
    }
}
