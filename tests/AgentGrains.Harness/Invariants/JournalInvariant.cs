using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;

namespace AgentGrains.Harness.Invariants;

/// <summary>
/// A property of every journal, whatever happened to its owners. It is given the entries of one session from the first on, in their order, and collects what
/// they violate. Pure: it does no I/O and reads no clock.
/// </summary>
public abstract class JournalInvariant
{
    private readonly List<string> violations = [];

    /// <summary>What is violated so far.</summary>
    public IReadOnlyList<string> Violations => violations;

    /// <summary>Takes the next entry.</summary>
    public virtual void Add(PlacedEntry placed)
    {
    }

    /// <summary>Takes the fold of all entries so far, after a whole record.</summary>
    public virtual void Folded(SessionState state)
    {
    }

    /// <summary>No more entries will come: every run has ended.</summary>
    public virtual void AtRest()
    {
    }

    /// <summary>Notes a violation unless something holds.</summary>
    protected void Require(bool holds, FormattableString otherwise)
    {
        ArgumentNullException.ThrowIfNull(otherwise);
        if (!holds)
            violations.Add(FormattableString.Invariant(otherwise));
    }
}
