using AgentGrains.Contracts;
using AgentGrains.Core.Stores;
using AgentGrains.Grains.Telemetry;
using AgentGrains.Runtime.Sessions;
using AgentGrains.Runtime.WakeUps;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace AgentGrains.Grains.WakeUps;

/// <summary>Hosts one shard of the wake-ups: lets it look now and then (<see cref="GrainsOptions.WakeUpPoll"/>), and at once when a host has started or is gone.</summary>
/// <remarks>All shards look when a host starts, and then each at its own part of the time between two looks, so that the stores are not asked by all of them at once.</remarks>
[Reentrant]
internal sealed class WakeUpShardGrain(
    IWakeUpStore wakeUps, IHostList hosts, ISessionTransport transport, ISiloStatusOracle silos, IHostApplicationLifetime lifetime, WakeUpInstruments instruments,
    TimeProvider time, IOptions<GrainsOptions> options, ILogger<WakeUpShard> log)
    : Grain, IWakeUpShardGrain, IRemindable
{
    private const string Reminder = "heartbeat";
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);

    private WakeUpShard shard = null!;
    private IGrainReminder? reminder;

    private int Number => (int)this.GetPrimaryKeyLong();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var poll = options.Value.WakeUpPoll;
        shard = new WakeUpShard(Number, wakeUps, hosts, transport, instruments, poll, time, log);
        LookAfter(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        LookAfter(poll * (Number + 1) / WakeUp.Shards, poll);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        instruments.Left(Number);
        return Task.CompletedTask;
    }

    /// <summary>A host that stops before its reminders have come to answer does not wait for them.</summary>
    public async Task Start() =>
        reminder ??= await this.RegisterOrUpdateReminder(Reminder, ReminderPeriod, ReminderPeriod).WaitAsync(lifetime.ApplicationStopping);

    public async Task Look() => LeaveUnless(await shard.LookForOrphansAsync(CancellationToken.None));

    /// <summary>Being called is all: it activates the grain, and that looks.</summary>
    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;

    private void LookAfter(TimeSpan due, TimeSpan period) => this.RegisterGrainTimer(
        static async (grain, cancellation) => grain.LeaveUnless(await grain.shard.LookAsync(cancellation)), this,
        new GrainTimerCreationOptions(due, period) { KeepAlive = true, Interleave = true });

    /// <summary>Another host may reach the stores: the reminder calls the shard there. If there is no other, the next look is sooner.</summary>
    private void LeaveUnless(bool read)
    {
        if (!read && silos.GetApproximateSiloStatuses(onlyActive: true).Count > 1)
            DeactivateOnIdle();
    }
}
