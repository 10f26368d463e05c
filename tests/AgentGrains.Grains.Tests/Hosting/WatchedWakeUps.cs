using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;

namespace AgentGrains.Grains.Tests.Hosting;

/// <summary>Tells when a row is set, so that a test can wait for it. Safe for concurrent use.</summary>
internal sealed class WatchedWakeUps(IWakeUpStore inner, WatchedWakeUps? together = null) : IWakeUpStore
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
    public IWakeUpStore Over(IWakeUpStore other) => other == inner ? this : new WatchedWakeUps(other, this);

    public async ValueTask SetAsync(WakeUp wakeUp, CancellationToken cancellation)
    {
        await inner.SetAsync(wakeUp, cancellation);
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

    public ValueTask RemoveAsync(SessionKey session, long stamp, CancellationToken cancellation) => inner.RemoveAsync(session, stamp, cancellation);

    public ValueTask<IReadOnlyList<WakeUp>> ReadDueAsync(int shard, DateTimeOffset dueBy, int limit, CancellationToken cancellation) =>
        inner.ReadDueAsync(shard, dueBy, limit, cancellation);

    public ValueTask<IReadOnlyList<WakeUp>> ReadOrphanedAsync(int shard, IReadOnlyCollection<string> alive, int limit, CancellationToken cancellation) =>
        inner.ReadOrphanedAsync(shard, alive, limit, cancellation);
}
