using AgentGrains.Core.Agents;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Simulation.Effects;
using AgentGrains.Simulation.Hosts;

namespace AgentGrains.Simulation.Checkers;

/// <summary>Each call reaches the world under its step's key only, its result is its own, and what must not happen twice does so only after a person released it.</summary>
internal sealed class ToolOnceUnderItsKey(World world) : Checker(world)
{
    private readonly Dictionary<StepId, List<ToolExecution>> executions = [];

    public override void Executed(SessionLedger ledger, ToolExecution execution)
    {
        var start = ledger.All<ToolCallStarted>().FirstOrDefault(entry => entry.Run == execution.Key.Run.Key && entry.Step == execution.Key.Number);
        Require(start is not null && start.Name == execution.Tool && execution.Key.Run.Session == ledger.Key.Session, $"{execution} is not what its step asked for.");
        if (!executions.TryGetValue(execution.Key, out var known))
            executions.Add(execution.Key, known = []);
        known.Add(execution);
        Require(known.TrueForAll(other => other.Arguments == execution.Arguments && other.Tool == execution.Tool), $"{execution.Key} reached the world with two meanings.");
        if (SimulatedAgents.EffectOf(execution.Tool) is ToolEffect.Read or ToolEffect.Idempotent)
            return;
        var released = ledger.All<StepReleased>().Count(entry => entry.Run == execution.Key.Run.Key && entry.Step == execution.Key.Number);
        Require(known.Count <= 1 + released, $"{execution.Key} ({execution.Tool}) happened {known.Count} times; people released it {released} times.");
    }

    public override void Stored(SessionLedger ledger, Host host, IReadOnlyList<PlacedEntry> entries)
    {
        foreach (var (place, entry) in entries)
        {
            if (entry is not ToolCallCompleted { Content.Text: { } text } done || !text.StartsWith(StepId.Prefix, StringComparison.Ordinal))
                continue;
            var key = text[..text.IndexOf(' ', StringComparison.Ordinal)];
            Require(key == new StepId(new RunId(ledger.Key.Session, done.Run!.Value), done.Step).ToString(), $"Position {place.Position}: step {done.Step} got the result of {key}.");
        }
    }
}
