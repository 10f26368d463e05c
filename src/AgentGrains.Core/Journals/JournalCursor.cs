namespace AgentGrains.Core.Journals;

/// <summary>Where a reader stands in a journal that reaches it in pieces: late, twice, or with a piece missing. Not safe for concurrent use.</summary>
/// <param name="next">The position of the first entry to hand on.</param>
public sealed class JournalCursor(long next)
{
    /// <summary>The position of the entry that comes next.</summary>
    public long Next { get; private set; } = next;

    /// <summary>Whether something lies between what was handed on and this position; it must be read from the journal.</summary>
    public bool Misses(long position) => position > Next;

    /// <summary>What of these entries comes next, in order: nothing that was handed on before, and nothing behind a gap.</summary>
    public IEnumerable<PlacedEntry> Take(IEnumerable<PlacedEntry> offered)
    {
        ArgumentNullException.ThrowIfNull(offered);
        foreach (var entry in offered)
        {
            if (entry.Place.Position != Next)
                continue;
            Next++;
            yield return entry;
        }
    }
}
