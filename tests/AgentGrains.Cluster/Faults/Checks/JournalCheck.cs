using AgentGrains.Core.Events;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Stores;
using AgentGrains.Harness.Invariants;
using AgentGrains.Harness.Replay.Driving;

namespace AgentGrains.Cluster.Faults.Checks;

/// <summary>A stored journal has all invariants, every step of it completed, and clients were sent its events.</summary>
internal static class JournalCheck
{
    public static IEnumerable<string> Violations(SessionHeader? header, IReadOnlyList<JournalRecord> records, IReadOnlyList<SeenEvent> told)
    {
        var entries = Entries(records);
        foreach (var violation in JournalInvariants.Violations(header, entries))
            yield return violation;
        // No conversation is cancelled or terminated, so no step stays open.
        var steps = new StepsOnce();
        foreach (var placed in entries)
            steps.Add(placed);
        foreach (var (run, step) in steps.Open)
            yield return $"step {step} of {run} never completed";
        var events = entries.Where(placed => placed.Entry.Run is not null)
            .Select(placed => (placed.Place.Position, Type: EventWriters.Of(placed.Entry)?.EventType))
            .Where(one => one.Type is not null).ToList();
        if (!events.SequenceEqual(told.Select(one => (one.Position, (string?)one.Type))))
            yield return $"clients were told {string.Join(", ", told.Select(one => $"{one.Position} {one.Type}"))}, and stored is {string.Join(", ", events)}";
    }

    /// <summary>The entries of records.</summary>
    public static IReadOnlyList<PlacedEntry> Entries(IEnumerable<JournalRecord> records) => [.. records.SelectMany(JournalCodec.Decode)];
}
