using AgentGrains.Core.Sessions;
using AgentGrains.Simulation.Hosts;

namespace AgentGrains.Simulation.Checkers;

/// <summary>After deciding, time alone changes nothing before a later time: else a host would call the session again and again.</summary>
internal sealed class RestsUntilLater(World world) : Checker(world)
{
    public override void Acknowledged(SessionLedger ledger, Host host, AcknowledgedAppend append)
    {
        // A host that stops leaves what is due to the next one, and sets no timer.
        if (host.Leaves)
            return;
        var decidedAt = ledger.Entries[(int)append.State.Position - 1].Place.At;
        var next = SessionEngine.NextWake(append.State, World.EngineOptions);
        Require(next is null || next > decidedAt, $"{ledger.Key.Session} decided at {decidedAt:O} and would decide again at {next:O}.");
    }
}
