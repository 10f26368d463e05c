using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Harness.Invariants;

/// <summary>An attempt of a step is started once: one that was started twice had two owners that could both append.</summary>
public sealed class AttemptsOnce : JournalInvariant
{
    private readonly HashSet<(RunKey?, int, int)> started = [];

    /// <inheritdoc/>
    public override void Add(PlacedEntry placed)
    {
        if (placed.Entry is AttemptStarted attempt)
            Require(started.Add((attempt.Run, attempt.Step, attempt.Attempt)), $"Position {placed.Place.Position}: attempt {attempt.Attempt} of step {attempt.Step} of {attempt.Run} started twice.");
    }
}
