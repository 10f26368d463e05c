using System.Text.Json;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Steps;

namespace AgentGrains.Harness.Invariants;

/// <summary>A sleep lasts at least as long as the model asked for, and completes no earlier than it ends by the times of the entries.</summary>
public sealed class SleepsAsAsked : JournalInvariant
{
    private readonly Dictionary<long, AssistantMessage> messages = [];
    private readonly Dictionary<(RunKey?, int), DateTimeOffset> ends = [];

    /// <inheritdoc/>
    public override void Add(PlacedEntry placed)
    {
        var (place, entry) = placed;
        switch (entry)
        {
            case AssistantMessage { Calls: not null } message:
                messages[place.Position] = message;
                break;
            case SleepStarted sleep:
                ends[(entry.Run, sleep.Step)] = sleep.WakeAt;
                Require(Asked(sleep) is { } asked && sleep.WakeAt >= place.At + asked, $"Position {place.Position}: the sleep of step {sleep.Step} ends at {sleep.WakeAt:O}, which is earlier than asked for.");
                break;
            case ToolCallCompleted done when ends.TryGetValue((entry.Run, done.Step), out var end):
                Require(place.At >= end, $"Position {place.Position}: the sleep of step {done.Step} completed before {end:O}.");
                break;
        }
    }

    /// <summary>How long a call asks for; null if there is no such call.</summary>
    private TimeSpan? Asked(SleepStarted sleep)
    {
        if (!messages.TryGetValue(sleep.MessagePosition, out var message))
            return null;
        using var arguments = JsonDocument.Parse(message.Calls!.Value[sleep.CallIndex].Arguments.Text!);
        return TimeSpan.FromMilliseconds(arguments.RootElement.GetProperty("duration_ms").GetInt64());
    }
}
