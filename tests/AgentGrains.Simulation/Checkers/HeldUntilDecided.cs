using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Simulation.Hosts;

namespace AgentGrains.Simulation.Checkers;

/// <summary>A held step is tried again only where a person named it, and once for each attempt that was named.</summary>
internal sealed class HeldUntilDecided(World world) : Checker(world)
{
    private readonly HashSet<(SessionKey, RunKey, int Step, int Attempt)> named = [];
    private readonly Dictionary<(SessionKey, RunKey, int Step), int> released = [];

    public override void Asked(SessionLedger ledger, SessionInput input)
    {
        if (input is RetryStep retry)
            named.Add((ledger.Key, retry.Run, retry.Step, retry.Attempt));
    }

    public override void Stored(SessionLedger ledger, Host host, IReadOnlyList<PlacedEntry> entries)
    {
        foreach (var (place, entry) in entries)
        {
            if (entry is not StepReleased one)
                continue;
            var key = (ledger.Key, one.Run!.Value, one.Step);
            var times = released[key] = released.GetValueOrDefault(key) + 1;
            var decisions = named.Count(decision => (decision.Item1, decision.Item2, decision.Step) == key);
            Require(times <= decisions, $"Position {place.Position}: step {one.Step} was released {times} times; people named {decisions} attempts of it.");
        }
    }
}
