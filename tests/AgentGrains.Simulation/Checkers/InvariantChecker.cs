using AgentGrains.Core.Journals;
using AgentGrains.Harness.Invariants;
using AgentGrains.Simulation.Hosts;

namespace AgentGrains.Simulation.Checkers;

/// <summary>Watches invariants that every journal has, in each session of the world, entry by entry: so it fails when the journal is damaged, and not hours later.</summary>
internal abstract class InvariantChecker(World world, Func<IReadOnlyList<JournalInvariant>> make) : Checker(world)
{
    private readonly Dictionary<SessionLedger, IReadOnlyList<JournalInvariant>> invariants = [];

    public override void Stored(SessionLedger ledger, Host host, IReadOnlyList<PlacedEntry> entries)
    {
        foreach (var invariant in Of(ledger))
        {
            foreach (var placed in entries)
                invariant.Add(placed);
            invariant.Folded(ledger.State);
            Report(invariant);
        }
    }

    public override void AtEnd(SessionLedger ledger)
    {
        foreach (var invariant in Of(ledger))
        {
            invariant.AtRest();
            Report(invariant);
        }
    }

    private IReadOnlyList<JournalInvariant> Of(SessionLedger ledger)
    {
        if (!invariants.TryGetValue(ledger, out var of))
            invariants.Add(ledger, of = make());
        return of;
    }

    private void Report(JournalInvariant invariant)
    {
        if (invariant.Violations is [var first, ..])
            Fail(first);
    }
}
