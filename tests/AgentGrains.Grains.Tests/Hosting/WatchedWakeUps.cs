using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;

namespace AgentGrains.Grains.Tests.Hosting;

/// <summary>Counts the looks of each shard, so that a test can wait for one. Safe for concurrent use.</summary>
internal sealed class WatchedWakeUps(IWakeUpStore inner) : IWakeUpStore
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private readonly int[] looks = new int[WakeUp.Shards];
    private readonly List<(int Shard, int Looks, TaskCompletionSource Told)> waiting = [];

    /// <summary>Whether rows are forgotten instead of kept: a defect for a test that shows that it is seen.</summary>
    public bool Forgets { get; set; }

    public int Looks(int shard)
    {
        lock (gate)
            return looks[shard];
    }

    /// <summary>Waits until a shard has looked so many times in all.</summary>
    public async Task WhenLookedAsync(int shard, int times)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (looks[shard] >= times)
                return;
            waiting.Add((shard, times, told));
        }
        await told.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    public ValueTask SetAsync(WakeUp wakeUp, CancellationToken cancellation) => Forgets ? ValueTask.CompletedTask : inner.SetAsync(wakeUp, cancellation);

    public ValueTask RemoveAsync(SessionKey session, long stamp, CancellationToken cancellation) => inner.RemoveAsync(session, stamp, cancellation);

    public async ValueTask<IReadOnlyList<WakeUp>> ReadDueAsync(int shard, DateTimeOffset dueBy, int limit, CancellationToken cancellation)
    {
        var due = await inner.ReadDueAsync(shard, dueBy, limit, cancellation);
        lock (gate)
        {
            looks[shard]++;
            foreach (var waiter in waiting.Where(waiter => waiter.Shard == shard && looks[shard] >= waiter.Looks).ToList())
            {
                waiting.Remove(waiter);
                waiter.Told.SetResult();
            }
        }
        return due;
    }

    public ValueTask<IReadOnlyList<WakeUp>> ReadOrphanedAsync(int shard, IReadOnlyCollection<string> alive, int limit, CancellationToken cancellation) =>
        inner.ReadOrphanedAsync(shard, alive, limit, cancellation);
}
