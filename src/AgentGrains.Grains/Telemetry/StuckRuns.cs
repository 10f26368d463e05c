using System.Collections.Concurrent;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;

namespace AgentGrains.Grains.Telemetry;

/// <summary>When the runs of this host that should continue by themselves last made progress, and the sessions that its shards call in vain.</summary>
internal sealed class StuckRuns(TimeProvider time)
{
    /// <summary>How long nothing may happen.</summary>
    public static readonly TimeSpan After = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<SessionKey, DateTimeOffset> moved = new();
    private readonly ConcurrentDictionary<int, SessionKey[]> overdue = new();

    /// <summary>Something happened to a session. A run that waits or is paused is not stuck.</summary>
    public void Moved(SessionKey session, SessionState state)
    {
        if (state.Active?.Status == RunStatus.Running)
            moved[session] = time.GetUtcNow();
        else
            moved.TryRemove(session, out _);
    }

    /// <summary>The session is no longer here.</summary>
    public void Left(SessionKey session) => moved.TryRemove(session, out _);

    /// <summary>A shard looked at what is due: an owner that can be reached puts its row off, so one that stays has none.</summary>
    public void Looked(int shard, IEnumerable<WakeUp> due)
    {
        var limit = time.GetUtcNow() - After;
        overdue[shard] = [.. due.Where(row => row.DueAt <= limit).Select(row => row.Session)];
    }

    /// <summary>The shard is no longer here.</summary>
    public void Left(int shard) => overdue.TryRemove(shard, out _);

    public int Count()
    {
        var limit = time.GetUtcNow() - After;
        return moved.Where(run => run.Value <= limit).Select(run => run.Key).Union(overdue.Values.SelectMany(sessions => sessions)).Count();
    }
}
