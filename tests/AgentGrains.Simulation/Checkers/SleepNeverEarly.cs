using System.Text.Json;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Simulation.Hosts;

namespace AgentGrains.Simulation.Checkers;

/// <summary>A sleep lasts as long as the model asked for, and ends when its time is up by the world's own clock, never before.</summary>
internal sealed class SleepNeverEarly(World world) : Checker(world)
{
    private readonly Dictionary<(SessionKey, RunKey?, int), DateTimeOffset> sleeps = [];

    public override void Stored(SessionLedger ledger, Host host, IReadOnlyList<PlacedEntry> entries)
    {
        foreach (var (place, entry) in entries)
        {
            if (entry is SleepStarted sleep)
            {
                sleeps.Add((ledger.Key, entry.Run, sleep.Step), sleep.WakeAt);
                Require(sleep.WakeAt >= place.At + Asked(ledger, sleep), $"The sleep of step {sleep.Step} is to end at {sleep.WakeAt:O}, which is before what was asked for.");
            }
            else if (entry is ToolCallCompleted done && sleeps.TryGetValue((ledger.Key, entry.Run, done.Step), out var until))
                Require(World.Loop.GetUtcNow() >= until, $"The sleep of step {done.Step} ended before {until:O}.");
        }
    }

    private static TimeSpan Asked(SessionLedger ledger, SleepStarted sleep)
    {
        var call = ((AssistantMessage)ledger.Entries[(int)sleep.MessagePosition].Entry).Calls!.Value[sleep.CallIndex];
        using var arguments = JsonDocument.Parse(call.Arguments.Text!);
        return TimeSpan.FromMilliseconds(arguments.RootElement.GetProperty("duration_ms").GetInt64());
    }
}
