using AgentGrains.Core.Events;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Stores;

namespace AgentGrains.Grains.Tests.Checks;

/// <summary>What must hold of every stored journal: no entry missing, none twice, and a fold that is at rest.</summary>
internal static class JournalCheck
{
    /// <summary>What does not hold.</summary>
    /// <param name="journal">The store.</param>
    /// <param name="session">The session, which has come to rest.</param>
    /// <param name="acknowledged">The runs whose creation was acknowledged.</param>
    public static async Task<IReadOnlyList<string>> ViolationsAsync(IJournalStore journal, SessionKey session, IEnumerable<RunKey> acknowledged)
    {
        var (header, records) = await ReadAsync(journal, session);
        var violations = new List<string>();
        var next = 0L;
        foreach (var record in records)
        {
            if (record.Position != next)
                violations.Add($"A record begins at {record.Position} where {next} comes next.");
            next = record.Position + record.Count;
        }
        var entries = records.SelectMany(JournalCodec.Decode).ToList();
        violations.AddRange(Twice(entries));
        violations.AddRange(acknowledged.Where(run => !entries.Exists(placed => placed.Entry is RunCreated && placed.Entry.Run == run)).Select(run => $"The run {run} was acknowledged and is not there."));
        violations.AddRange(Fold(header, entries));
        return [.. violations.Select(violation => $"{session}: {violation}")];
    }

    /// <summary>Reads again if another host took the session over meanwhile, which adds an entry.</summary>
    private static async Task<(SessionHeader?, List<JournalRecord>)> ReadAsync(IJournalStore journal, SessionKey session)
    {
        var header = await journal.ReadHeaderAsync(session, CancellationToken.None);
        while (true)
        {
            var records = await journal.ReadAsync(session, 0, long.MaxValue, CancellationToken.None).ToListAsync();
            var after = await journal.ReadHeaderAsync(session, CancellationToken.None);
            if (after?.Position == header?.Position)
                return (header, records);
            header = after;
        }
    }

    /// <summary>A session opens once; a run is created, starts and ends once; a step starts and completes once; nothing follows the end of its run.</summary>
    private static IEnumerable<string> Twice(List<PlacedEntry> entries)
    {
        var seen = new HashSet<(string, RunKey?, int?)>();
        var ended = new HashSet<RunKey?>();
        foreach (var (place, entry) in entries)
        {
            if (entry.Run is not null && ended.Contains(entry.Run))
                yield return $"Position {place.Position}: {entry} comes after the end of its run.";
            var once = entry switch
            {
                SessionOpened => "opened",
                RunCreated => "created",
                RunStarted => "started",
                RunEnded => "ended",
                StepStarted => "step started",
                ModelCallCompleted or ToolCallCompleted or StepFailed => "step completed",
                _ => null,
            };
            if (once == "ended")
                ended.Add(entry.Run);
            if (once is not null && !seen.Add((once, entry.Run, EventWriters.Of(entry)?.StepOf(entry))))
                yield return $"Position {place.Position}: {entry} comes again.";
        }
    }

    private static IEnumerable<string> Fold(SessionHeader? header, List<PlacedEntry> entries)
    {
        SessionState state;
        try
        {
            state = entries.Aggregate(SessionState.Empty, SessionEngine.Apply);
        }
        catch (Exception failure)
        {
            return [$"The journal does not fold: {failure.Message}"];
        }
        return header?.Position == state.Position && header.Unfinished == state.Unfinished && !state.Unfinished
            ? []
            : [$"The header {header} does not fit a fold of {state.Position} entries that {(state.Unfinished ? "is not" : "is")} at rest."];
    }
}
