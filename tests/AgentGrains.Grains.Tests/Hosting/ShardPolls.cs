using AgentGrains.Core.Stores;
using AgentGrains.Runtime.Sessions;

namespace AgentGrains.Grains.Tests.Hosting;

/// <summary>Notes when each shard polled its wake-ups. Safe for concurrent use.</summary>
internal sealed class ShardPolls(IWakeUpStore inner, TimeProvider time) : PassingWakeUps(inner)
{
    private readonly Lock gate = new();
    private readonly DateTimeOffset[] polled = new DateTimeOffset[WakeUp.Shards];
    private TaskCompletionSource? all;

    /// <summary>How many shards have not polled at the time it is.</summary>
    public int Missing
    {
        get
        {
            lock (gate)
                return polled.Count(at => at < time.GetUtcNow());
        }
    }

    /// <summary>Ends when each shard has polled at the time it is, and set a timer for what is due soon.</summary>
    public Task WhenAllPolledAsync()
    {
        lock (gate)
        {
            all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Notify();
            return all.Task;
        }
    }

    public override async ValueTask<IReadOnlyList<WakeUp>> ReadDueAsync(int shard, DateTimeOffset dueBy, int limit, CancellationToken cancellation)
    {
        var rows = await base.ReadDueAsync(shard, dueBy, limit, cancellation);
        // After the turn of the shard that polls: it sets its timers in that.
        _ = Task.Factory.StartNew(() => Note(shard, dueBy - SessionHost.Heartbeat), CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Current);
        return rows;
    }

    private void Note(int shard, DateTimeOffset at)
    {
        lock (gate)
        {
            polled[shard] = at;
            Notify();
        }
    }

    private void Notify()
    {
        if (polled.All(at => at >= time.GetUtcNow()))
            all?.TrySetResult();
    }
}
