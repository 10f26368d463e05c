using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;

namespace AgentGrains.Harness.Invariants;

/// <summary>The header of a journal has the position after its last entry, and marks an unfinished run.</summary>
public static class HeaderFits
{
    /// <summary>Where the header differs from the fold of all entries.</summary>
    public static IEnumerable<string> Violations(SessionHeader? header, SessionState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if ((header?.Position ?? 0) != state.Position)
            yield return $"The header has position {header?.Position}, and the entries end at {state.Position}.";
        if ((header?.Unfinished ?? false) != state.Unfinished)
            yield return $"The header says that a run {((header?.Unfinished ?? false) ? "has not ended" : "has ended")}; in the fold it is the other way round.";
    }
}
