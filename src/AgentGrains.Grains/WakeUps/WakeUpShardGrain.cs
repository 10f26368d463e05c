using AgentGrains.Contracts;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Grains.Hosting;
using AgentGrains.Grains.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace AgentGrains.Grains.WakeUps;

/// <summary>Looks now and then (<see cref="GrainsOptions.WakeUpPoll"/>) for sessions of its shard that are due, or whose host is gone, and calls them.</summary>
/// <remarks>What is due sooner than a look or two is its host's own business, so a look needs no more than to see what comes before the next.</remarks>
[Reentrant]
internal sealed partial class WakeUpShardGrain(
    IWakeUpStore wakeUps, ISiloStatusOracle silos, IGrainFactory grains, WakeUpInstruments instruments, TimeProvider time, IOptions<GrainsOptions> options, ILogger<WakeUpShardGrain> log)
    : Grain, IWakeUpShardGrain, IRemindable
{
    private const string Reminder = "heartbeat";
    private const int MaxRows = 2000;
    private const int MaxCallsAtOnce = 32;
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);

    // A session that does not answer keeps its place here until its call is given up; nobody else of the shard waits for it.
    private readonly Dictionary<SessionKey, Task> calls = [];
    private IGrainTimer? timer;
    private IGrainReminder? reminder;
    private bool looking;

    private int Shard => (int)this.GetPrimaryKeyLong();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        timer = this.RegisterGrainTimer(
            static (grain, cancellation) => grain.LookAsync(cancellation), this,
            new GrainTimerCreationOptions(TimeSpan.Zero, options.Value.WakeUpPoll) { KeepAlive = true, Interleave = true });
        return Task.CompletedTask;
    }

    public async Task Start() => reminder ??= await this.RegisterOrUpdateReminder(Reminder, ReminderPeriod, ReminderPeriod);

    public Task Look() => GuardAsync(LookForOrphansAsync, CancellationToken.None);

    /// <summary>Being called is all: it activates the grain, and that looks.</summary>
    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;

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
                await CallAsync(await wakeUps.ReadDueAsync(Shard, time.GetUtcNow() + options.Value.WakeUpPoll, MaxRows, token), token);
            }, cancellation);
        }
        finally
        {
            looking = false;
        }
    }

    private async Task LookForOrphansAsync(CancellationToken cancellation)
    {
        var alive = Hosts().Select(silo => silo.ToParsableString()).ToHashSet();
        await CallAsync(await wakeUps.ReadOrphanedAsync(Shard, alive, MaxRows, cancellation), cancellation);
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
            if (Hosts().Count > 1)
                DeactivateOnIdle();
        }
    }

    private Dictionary<SiloAddress, SiloStatus>.KeyCollection Hosts() => silos.GetApproximateSiloStatuses(onlyActive: true).Keys;

    /// <summary>Calls sessions, each when it is due and so many at once; does not wait for their answers. Whoever still owes one is not called again.</summary>
    private async Task CallAsync(IEnumerable<WakeUp> rows, CancellationToken cancellation)
    {
        foreach (var row in rows)
        {
            // A row of a host that is gone does not wait for its time.
            var wait = row.Owner is null ? row.DueAt - time.GetUtcNow() : TimeSpan.Zero;
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, time, cancellation);
            ForgetAnswered();
            while (calls.Count >= MaxCallsAtOnce)
            {
                await Task.WhenAny(calls.Values);
                ForgetAnswered();
            }
            if (calls.ContainsKey(row.Session))
                continue;
            instruments.Called(row);
            calls.Add(row.Session, CallAsync(row));
        }
    }

    private void ForgetAnswered()
    {
        foreach (var (session, call) in calls)
        {
            if (call.IsCompleted)
                calls.Remove(session);
        }
    }

    private async Task CallAsync(WakeUp row)
    {
        try
        {
            TenantScope.Enter(row.Session.Tenant);
            await grains.GetGrain<ISessionGrain>(row.Session.ToString()).Wake();
        }
        catch (Exception failure)
        {
            // The row is still there: the next look calls again.
            LogNotCalled(failure, row.Session.ToString());
        }
    }

    [LoggerMessage(EventId = 120, Level = LogLevel.Warning, Message = "Shard {Shard} could not read its wake-ups; it looks again")]
    private partial void LogFailed(Exception failure, int shard);

    [LoggerMessage(EventId = 121, Level = LogLevel.Warning, Message = "Session {Session} could not be called; its shard calls again")]
    private partial void LogNotCalled(Exception failure, string session);
}
