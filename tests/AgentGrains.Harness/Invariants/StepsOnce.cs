using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Harness.Invariants;

/// <summary>A step starts once and completes at most once, after its start.</summary>
public sealed class StepsOnce : JournalInvariant
{
    private readonly HashSet<(RunKey?, int)> started = [];
    private readonly HashSet<(RunKey?, int)> completed = [];

    /// <summary>The steps that started and did not complete, as those of a stopped run.</summary>
    public IEnumerable<(RunKey? Run, int Step)> Open => started.Except(completed);

    /// <summary>Whether an entry completes its step.</summary>
    public static bool Completes(Entry entry) => entry is ModelCallCompleted or ToolCallCompleted or StepFailed;

    /// <inheritdoc/>
    public override void Add(PlacedEntry placed)
    {
        var (place, entry) = placed;
        if (entry is StepStarted start)
        {
            Require(started.Add((entry.Run, start.Step)), $"Position {place.Position}: step {start.Step} of {entry.Run} started twice.");
        }
        else if (Completes(entry))
        {
            var step = (entry.Run, entry.EventStep!.Value);
            Require(started.Contains(step), $"Position {place.Position}: step {entry.EventStep} of {entry.Run} completed and never started.");
            Require(completed.Add(step), $"Position {place.Position}: step {entry.EventStep} of {entry.Run} completed twice.");
        }
    }
}
