using System.Collections.Concurrent;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;

namespace AgentGrains.Grains.Telemetry;

/// <summary>When something last happened to the runs of this host that should go on by themselves.</summary>
internal sealed class StuckRuns(TimeProvider time)
{
    /// <summary>How long nothing may happen.</summary>
    public static readonly TimeSpan After = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<SessionKey, DateTimeOffset> moved = new();

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

    public int Count()
    {
        var limit = time.GetUtcNow() - After;
        return moved.Count(run => run.Value <= limit);
    }
}
