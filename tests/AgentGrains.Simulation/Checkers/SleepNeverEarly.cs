using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Harness.Invariants;
using AgentGrains.Simulation.Hosts;

namespace AgentGrains.Simulation.Checkers;

/// <summary>A sleep lasts as long as the model asked for, and ends when its time is up, by the entries' times and by the world's own clock, never before.</summary>
internal sealed class SleepNeverEarly(World world) : InvariantChecker(world, () => [new SleepsAsAsked()])
{
    private readonly Dictionary<(SessionKey, RunKey?, int), DateTimeOffset> sleeps = [];

    public override void Stored(SessionLedger ledger, Host host, IReadOnlyList<PlacedEntry> entries)
    {
        base.Stored(ledger, host, entries);
        foreach (var (_, entry) in entries)
        {
            if (entry is SleepStarted sleep)
                sleeps[(ledger.Key, entry.Run, sleep.Step)] = sleep.WakeAt;
            else if (entry is ToolCallCompleted done && sleeps.TryGetValue((ledger.Key, entry.Run, done.Step), out var until))
                Require(World.Loop.GetUtcNow() >= until, $"The sleep of step {done.Step} ended before {until:O}.");
        }
    }
}
