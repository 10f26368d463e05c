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

    /// <summary>The step that an entry completes; null if it completes none.</summary>
    public static int? CompletedBy(Entry entry) => entry switch
    {
        ModelCallCompleted completed => completed.Step,
        ToolCallCompleted completed => completed.Step,
        StepFailed failed => failed.Step,
        _ => null,
    };

    /// <inheritdoc/>
    public override void Add(PlacedEntry placed)
    {
        var (place, entry) = placed;
        if (entry is StepStarted start)
        {
            Require(started.Add((entry.Run, start.Step)), $"Position {place.Position}: step {start.Step} of {entry.Run} started twice.");
        }
        else if (CompletedBy(entry) is { } step)
        {
            Require(started.Contains((entry.Run, step)), $"Position {place.Position}: step {step} of {entry.Run} completed and never started.");
            Require(completed.Add((entry.Run, step)), $"Position {place.Position}: step {step} of {entry.Run} completed twice.");
        }
    }
}
