using AgentGrains.Core.Events;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Simulation.Hosts;

namespace AgentGrains.Simulation.Checkers;

/// <summary>A step starts once, completes at most once and only while its run is active; a run starts once and ends once.</summary>
internal sealed class StepCompletesOnce(World world) : Checker(world)
{
    private readonly HashSet<(SessionKey, RunKey?, int)> started = [];
    private readonly HashSet<(SessionKey, RunKey?, int)> over = [];
    private readonly HashSet<(SessionKey, RunKey?)> ended = [];
    private readonly HashSet<(SessionKey, RunKey?)> runs = [];

    public override void Stored(SessionLedger ledger, Host host, IReadOnlyList<PlacedEntry> entries)
    {
        foreach (var (place, entry) in entries)
        {
            Require(entry.Run is null || !ended.Contains((ledger.Key, entry.Run)), $"Position {place.Position}: {entry} comes after the end of its run.");
            var step = EventWriters.Of(entry)?.StepOf(entry) ?? 0;
            switch (entry)
            {
                case RunStarted:
                    Require(runs.Add((ledger.Key, entry.Run)), $"Position {place.Position}: the run started twice.");
                    break;
                case StepStarted:
                    Require(started.Add((ledger.Key, entry.Run, step)), $"Position {place.Position}: step {step} started twice.");
                    break;
                case ModelCallCompleted or ToolCallCompleted or StepFailed:
                    Require(started.Contains((ledger.Key, entry.Run, step)), $"Position {place.Position}: step {step} completed and never started.");
                    Require(over.Add((ledger.Key, entry.Run, step)), $"Position {place.Position}: step {step} completed twice.");
                    break;
                case RunEnded:
                    ended.Add((ledger.Key, entry.Run));
                    break;
            }
        }
    }
}
