using System.Diagnostics.CodeAnalysis;
using AgentGrains.Contracts;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Owners;
using AgentGrains.Core.Stores;
using AgentGrains.Grains.Hosting;
using AgentGrains.Grains.Sessions;
using AgentGrains.Grains.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace AgentGrains.Grains.WakeUps;

/// <summary>Looks now and then (<see cref="GrainsOptions.WakeUpPoll"/>) for sessions of its shard that are due, or whose host is gone, and calls them.</summary>
/// <remarks>
/// What is due within a heartbeat when it is set is its host's own business. Looks are more frequent than that and see as far ahead, so each of the others is
/// seen before it is due, even by a look that took its time. All shards look when a host starts, and then each at its own part of the time between two looks, so
/// that the stores are not asked by all of them at once.
/// A row loses its host only when a host changes, so orphans are looked for only then. One that is missed all the same, because a host that is gone wrote it later,
/// is due within a heartbeat: no host postpones it.
/// </remarks>
[Reentrant]
[SuppressMessage("Design", "CA1001", Justification = "Calls in flight release their slots after the grain is deactivated, and a semaphore without a wait handle holds nothing.")]
internal sealed partial class WakeUpShardGrain(
    IWakeUpStore wakeUps, ISiloStatusOracle silos, IGrainFactory grains, IHostApplicationLifetime lifetime, WakeUpInstruments instruments, TimeProvider time,
    IOptions<GrainsOptions> options, ILogger<WakeUpShardGrain> log)
    : Grain, IWakeUpShardGrain, IRemindable
{
    private const string Reminder = "heartbeat";
    private const int MaxRows = 2000;
    private const int MaxCallsAtOnce = 32;
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);

    // Calls that are queued or in flight. A session that does not answer keeps its slot until its call times out; no other session of the shard waits for it.
    private readonly Dictionary<(SessionKey, long Stamp), Task> calls = [];
    private readonly SemaphoreSlim places = new(MaxCallsAtOnce);
    private IGrainReminder? reminder;
    private bool looking;

    // The hosts as they were when all rows without one were read; null where some may be left.
    private Dictionary<SiloAddress, SiloStatus>? settled;

    private int Shard => (int)this.GetPrimaryKeyLong();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var poll = options.Value.WakeUpPoll;
        LookAfter(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        LookAfter(poll * (Shard + 1) / WakeUp.Shards, poll);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        instruments.Left(Shard);
        return Task.CompletedTask;
    }

    /// <summary>A host that stops before its reminders have come to answer does not wait for them.</summary>
    public async Task Start() =>
        reminder ??= await this.RegisterOrUpdateReminder(Reminder, ReminderPeriod, ReminderPeriod).WaitAsync(lifetime.ApplicationStopping);

    public Task Look() => GuardAsync(LookForOrphansAsync, CancellationToken.None);

    /// <summary>Being called is all: it activates the grain, and that looks.</summary>
    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;

    private void LookAfter(TimeSpan due, TimeSpan period) => this.RegisterGrainTimer(
        static (grain, cancellation) => grain.LookAsync(cancellation), this, new GrainTimerCreationOptions(due, period) { KeepAlive = true, Interleave = true });

    private async Task LookAsync(CancellationToken cancellation)
    {
        if (looking)
            return;
        looking = true;
        try
        {
            await GuardAsync(async token =>
            {
                await LookForOrphansAsync(token);
                var now = time.GetUtcNow();
                var rows = await wakeUps.ReadDueAsync(Shard, now + SessionOwner.Heartbeat, MaxRows, token);
                instruments.Looked(Shard, rows);
                // A host with a run in flight postpones its row as soon as it is due, so such a row is called before that.
                Call(rows.Where(row => row.Owner is null || row.DueAt <= now + options.Value.WakeUpPoll), token);
            }, cancellation);
        }
        finally
        {
            looking = false;
        }
    }

    private async Task LookForOrphansAsync(CancellationToken cancellation)
    {
        var hosts = silos.GetApproximateSiloStatuses();
        if (settled is not null && hosts.Count == settled.Count && !hosts.Except(settled).Any())
            return;
        var alive = hosts.Where(host => host.Value is SiloStatus.Active).Select(host => host.Key.ToParsableString()).ToHashSet();
        var rows = await wakeUps.ReadOrphanedAsync(Shard, alive, MaxRows, cancellation);
        settled = rows.Count < MaxRows ? hosts : null;
        Call(rows, cancellation);
    }

    private async Task GuardAsync(Func<CancellationToken, Task> look, CancellationToken cancellation)
    {
        try
        {
            await look(cancellation);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            LogFailed(failure, Shard);
            // Another host may reach the stores: the reminder calls the shard there. Where there is no other, the next look is sooner.
            if (silos.GetApproximateSiloStatuses(onlyActive: true).Count > 1)
                DeactivateOnIdle();
        }
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
            await places.WaitAsync(cancellation);
            try
            {
                instruments.Called(row);
                TenantScope.Enter(row.Session.Tenant);
                if ((await grains.GetGrain<ISessionGrain>(row.Session.ToString()).Wake()).Refusal is { } refusal)
                    throw Refusals.Read(refusal);
            }
            finally
            {
                places.Release();
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
            LogNotCalled(failure, row.Session.ToString());
        }
    }

    [LoggerMessage(EventId = LogEvents.WakeUpsNotRead, Level = LogLevel.Warning, Message = "Shard {Shard} could not read its wake-ups; it looks again")]
    private partial void LogFailed(Exception failure, int shard);

    [LoggerMessage(EventId = LogEvents.SessionNotCalled, Level = LogLevel.Warning, Message = "Session {Session} could not be called; its shard calls again")]
    private partial void LogNotCalled(Exception failure, string session);
}
