using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;
using AgentGrains.Simulation.Hosts;
using AgentGrains.Simulation.Scheduling;

namespace AgentGrains.Simulation.Checkers;

/// <summary>Whenever an owner knows that a session has an unfinished run, there is a wake-up that comes no later than the run needs.</summary>
internal sealed class WakeUpInTime(World world) : Checker(world)
{
    public override void Acknowledged(SessionLedger ledger, Host host, AcknowledgedAppend append)
    {
        // Another owner has appended since: what this one knows is old.
        if (!append.State.Unfinished || ledger.State.Position != append.State.Position)
            return;
        var now = World.Loop.GetUtcNow();
        var row = Finished.Of(World.Disks.WakeUps.ReadDueAsync(WakeUp.ShardOf(ledger.Key), DateTimeOffset.MaxValue, 1000, CancellationToken.None))
            .FirstOrDefault(row => row.Session == ledger.Key);
        if (row is null)
        {
            Fail($"{ledger.Key.Session} has an unfinished run at {append.State.Position} and no wake-up.");
            return;
        }
        var need = SessionEngine.NextWake(append.State, World.EngineOptions) ?? DateTimeOffset.MaxValue;
        if (SessionEngine.Effects(append.State).Any() && need > now + TimeSpan.FromMinutes(1))
            need = now + TimeSpan.FromMinutes(1);
        if (need > now + TimeSpan.FromHours(1))
            need = now + TimeSpan.FromHours(1);
        // A row of a host that is gone is called at once; one of a living host within a heartbeat, and its own timer is nearer.
        Require(row.DueAt <= need || row.Owner is not null, $"The wake-up {row} at {append.State.Position} comes later than {need:O}.");
    }
}
