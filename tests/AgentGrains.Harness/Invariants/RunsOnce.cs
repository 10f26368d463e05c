using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Harness.Invariants;

/// <summary>A session opens once; a run is created, starts and ends once, and no entry of it follows its end but notes.</summary>
public sealed class RunsOnce : JournalInvariant
{
    private readonly HashSet<RunKey?> created = [];
    private readonly HashSet<RunKey?> started = [];
    private readonly HashSet<RunKey?> ended = [];
    private bool opened;

    /// <inheritdoc/>
    public override void Add(PlacedEntry placed)
    {
        var (place, entry) = placed;
        Require(entry is LateResult || entry.Run is null || !ended.Contains(entry.Run), $"Position {place.Position}: {entry} comes after the end of its run.");
        switch (entry)
        {
            case SessionOpened:
                Require(!opened, $"Position {place.Position}: the session was opened twice.");
                opened = true;
                break;
            case RunCreated:
                Require(created.Add(entry.Run), $"Position {place.Position}: the run {entry.Run} was created twice.");
                break;
            case RunStarted:
                Require(started.Add(entry.Run), $"Position {place.Position}: the run {entry.Run} started twice.");
                break;
            case RunEnded:
                ended.Add(entry.Run);
                break;
        }
    }
}
