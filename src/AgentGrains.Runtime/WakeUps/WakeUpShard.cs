using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Runtime.Effects;
using AgentGrains.Runtime.Sessions;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Runtime.WakeUps;

/// <summary>Looks for sessions of one shard that are due, or whose host is gone, and calls them.</summary>
/// <remarks>
/// What is due within a heartbeat when it is set is its host's own business. Looks are more frequent than that and see as far ahead, so each of the others is
/// seen before it is due, even by a look that took its time.
/// A row loses its host only when a host changes, so orphans are looked for only then. One that is missed all the same, because a host that is gone wrote it later,
/// is due within a heartbeat: no host postpones it.
/// Reentrant, but not safe for concurrent use.
/// </remarks>
/// <param name="shard">Which shard.</param>
/// <param name="wakeUps">The rows.</param>
/// <param name="hosts">The hosts.</param>
/// <param name="transport">Calls the sessions.</param>
/// <param name="observer">Told of looks and calls.</param>
/// <param name="poll">The time between two looks.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Receives failures.</param>
public sealed partial class WakeUpShard(
    int shard, IWakeUpStore wakeUps, IHostList hosts, ISessionTransport transport, IWakeUpObserver observer, TimeSpan poll, TimeProvider time, ILogger log)
{
    private const int MaxRows = 2000;
    private const int MaxCallsAtOnce = 32;

    // Calls that are queued or in flight. A session that does not answer keeps its slot until its call times out; no other session of the shard waits for it.
    private readonly Dictionary<(SessionKey, long Stamp), Task> calls = [];
    private readonly Slots slots = new(MaxCallsAtOnce);
    private bool looking;

    // The hosts as they were when all rows without one were read; null if some may be left.
    private HostSnapshot? settled;

    /// <summary>Looks for orphans and for what is due, unless such a look is in progress.</summary>
    /// <returns>False if the rows could not be read: another host may reach the store.</returns>
    public async Task<bool> LookAsync(CancellationToken cancellation)
    {
        if (looking)
            return true;
        looking = true;
        var read = await GuardAsync(LookForAllAsync, cancellation);
        looking = false;
        return read;
    }

    /// <summary>Looks only for sessions whose host is gone.</summary>
    /// <returns>False if the rows could not be read.</returns>
    public Task<bool> LookForOrphansAsync(CancellationToken cancellation) => GuardAsync(ReadOrphansAsync, cancellation);

    private async Task<bool> GuardAsync(Func<CancellationToken, Task> look, CancellationToken cancellation)
    {
        try
        {
            await look(cancellation);
            return true;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return true;
        }
        catch (Exception failure)
        {
            LogFailed(failure, shard);
            return false;
        }
    }

    private async Task LookForAllAsync(CancellationToken cancellation)
    {
        await ReadOrphansAsync(cancellation);
        var now = time.GetUtcNow();
        var rows = await wakeUps.ReadDueAsync(shard, now + SessionHost.Heartbeat, MaxRows, cancellation);
        observer.Looked(shard, rows);
        // A host with a run in flight postpones its row as soon as it is due, so such a row is called before that.
        Call(rows.Where(row => row.Owner is null || row.DueAt <= now + poll), cancellation);
    }

    private async Task ReadOrphansAsync(CancellationToken cancellation)
    {
        var now = hosts.Now;
        if (settled is not null && now.Equals(settled))
            return;
        var rows = await wakeUps.ReadOrphanedAsync(shard, now.Alive, MaxRows, cancellation);
        settled = rows.Count < MaxRows ? now : null;
        Call(rows, cancellation);
    }

    /// <summary>Calls each session when it is due, without waiting for it. A session whose call is in flight is not called again.</summary>
    private void Call(IEnumerable<WakeUp> rows, CancellationToken cancellation)
    {
        foreach (var (row, call) in calls)
        {
            if (call.IsCompleted)
                calls.Remove(row);
        }
        foreach (var row in rows)
        {
            if (!calls.ContainsKey((row.Session, row.Stamp)))
                calls.Add((row.Session, row.Stamp), CallAsync(row, cancellation));
        }
    }

    private async Task CallAsync(WakeUp row, CancellationToken cancellation)
    {
        try
        {
            var wait = row.Owner is null ? row.DueAt - time.GetUtcNow() : TimeSpan.Zero;
            // A delay is cut to whole milliseconds, and a call must not come early.
            if (wait > TimeSpan.Zero)
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), time, cancellation);
            await slots.WaitAsync(cancellation);
            try
            {
                observer.Called(row);
                if (await transport.WakeAsync(row.Session) is { } refusal)
                    throw refusal;
            }
            finally
            {
                slots.Release();
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The shard goes elsewhere, and looks there.
        }
        catch (Exception failure)
        {
            // The row is still there: the next look calls again.
            settled = null;
            LogNotCalled(failure, row.Session);
        }
    }

    [LoggerMessage(EventId = LogEvents.WakeUpsNotRead, Level = LogLevel.Warning, Message = "Shard {Shard} could not read its wake-ups; it looks again")]
    private partial void LogFailed(Exception failure, int shard);

    [LoggerMessage(EventId = LogEvents.SessionNotCalled, Level = LogLevel.Warning, Message = "Session {Session} could not be called; its shard calls again")]
    private partial void LogNotCalled(Exception failure, SessionKey session);
}
