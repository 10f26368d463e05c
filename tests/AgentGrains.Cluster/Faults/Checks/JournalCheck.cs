using AgentGrains.Core.Events;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Stores;
using AgentGrains.Replay.Driving;

namespace AgentGrains.Cluster.Faults.Checks;

/// <summary>A journal as it is stored has no gap and nothing twice, and is what clients were told.</summary>
internal static class JournalCheck
{
    public static IEnumerable<string> Violations(SessionHeader? header, IReadOnlyList<JournalRecord> records, IReadOnlyList<SeenEvent> told)
    {
        var position = 0L;
        foreach (var record in records)
        {
            if (record.Position != position)
                yield return $"the record at {record.Position} should be at {position}";
            position = record.Position + record.Count;
        }
        if (header?.Position != position)
            yield return $"the header says {header?.Position}, the records end at {position}";
        if (header is { Unfinished: true })
            yield return "the header says that a run has not ended";

        var entries = Entries(records);
        foreach (var step in entries.GroupBy(placed => (placed.Entry.Run, Step: EventWriters.Of(placed.Entry)?.StepOf(placed.Entry))).Where(step => step.Key.Step is not null))
        {
            foreach (var violation in StepViolations(step.Key, [.. step.Select(placed => placed.Entry)]))
                yield return violation;
        }
        var events = entries.Where(placed => placed.Entry.Run is not null)
            .Select(placed => (placed.Place.Position, Type: EventWriters.Of(placed.Entry)?.EventType))
            .Where(one => one.Type is not null).ToList();
        if (!events.SequenceEqual(told.Select(one => (one.Position, (string?)one.Type))))
            yield return $"clients were told {string.Join(", ", told.Select(one => $"{one.Position} {one.Type}"))}, and stored is {string.Join(", ", events)}";
    }

    /// <summary>The entries of records.</summary>
    public static IReadOnlyList<PlacedEntry> Entries(IEnumerable<JournalRecord> records) => [.. records.SelectMany(JournalCodec.Decode)];

    private static IEnumerable<string> StepViolations((RunKey? Run, int? Step) key, IReadOnlyList<Entry> entries)
    {
        var starts = entries.Count(entry => entry is StepStarted);
        var ends = entries.Count(entry => entry is ModelCallCompleted or ToolCallCompleted or StepFailed);
        if (starts != 1 || ends != 1)
            yield return $"step {key} was started {starts} times and ended {ends} times";
        // An attempt that began twice had two owners who were both allowed to.
        foreach (var attempt in entries.OfType<AttemptStarted>().GroupBy(entry => entry.Attempt).Where(attempt => attempt.Count() > 1))
            yield return $"attempt {attempt.Key} of step {key} was started {attempt.Count()} times";
    }
}
