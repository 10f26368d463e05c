using AgentGrains.Core.Journals;

namespace AgentGrains.Harness.Invariants;

/// <summary>Entries have the positions 0, 1, 2 and so on: none is missing, none is there twice.</summary>
public sealed class PositionsWithoutGaps : JournalInvariant
{
    private long next;

    /// <inheritdoc/>
    public override void Add(PlacedEntry placed)
    {
        Require(placed.Place.Position == next, $"The entry at position {placed.Place.Position} should be at {next}.");
        next = placed.Place.Position + 1;
    }
}
