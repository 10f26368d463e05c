using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;

namespace AgentGrains.Harness.Invariants;

/// <summary>All invariants, over a journal as it was read from a store.</summary>
public static class JournalInvariants
{
    /// <summary>What the journal of a session at rest violates.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="entries">Its entries, from the first on.</param>
    public static IReadOnlyList<string> Violations(SessionHeader? header, IReadOnlyList<PlacedEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        IReadOnlyList<JournalInvariant> invariants =
        [
            new PositionsWithoutGaps(), new RunsOnce(), new StepsOnce(), new AttemptsOnce(), new InputsOnce(),
            new SignalsKept(), new SleepsAsAsked(), new UsageIsTheSum(), new ConversationIsValid(), new EventsAreJson(),
        ];
        foreach (var placed in entries)
        {
            foreach (var invariant in invariants)
                invariant.Add(placed);
        }
        if (!TryFold(entries, out var state, out var failure))
            return [.. invariants.SelectMany(invariant => invariant.Violations), failure];
        foreach (var invariant in invariants)
        {
            invariant.Folded(state);
            if (!state.Unfinished)
                invariant.AtRest();
        }
        return [.. invariants.SelectMany(invariant => invariant.Violations), .. HeaderFits.Violations(header, state), .. state.Unfinished ? ["A run has not ended."] : (string[])[]];
    }

    private static bool TryFold(IReadOnlyList<PlacedEntry> entries, out SessionState state, out string failure)
    {
        (state, failure) = (SessionState.Empty, "");
        try
        {
            state = entries.Aggregate(SessionState.Empty, SessionEngine.Apply);
            return true;
        }
        catch (Exception thrown)
        {
            failure = $"The journal does not fold: {thrown}";
            return false;
        }
    }
}
