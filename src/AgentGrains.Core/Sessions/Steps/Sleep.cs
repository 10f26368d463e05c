using System.Text.Json.Serialization;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions.Steps;

/// <summary>The built-in tool <c>sleep</c>.</summary>
internal sealed class SleepTool() : BuiltinTool(BuiltinTools.Sleep, "Waits for a time without using anything, then continues.", """
    {"type":"object","properties":{"duration_ms":{"type":"integer","minimum":0,"description":"How long to wait, in milliseconds."}},"required":["duration_ms"],"additionalProperties":false}
    """)
{
    internal override ToolStart Start(ToolCallContext call) => CallArguments.Read(call.Call)?.Integer("duration_ms", 0, call.MaxWaitMs) is { } duration
        ? ToolStart.With(new SleepStarted
        {
            Run = call.Run.Key, Step = call.Run.NextStep, MessagePosition = call.Turn.Position, CallIndex = call.Call.Index, Name = call.Call.Name, CallId = call.Call.Id,
            WakeAt = call.Context.Now.AddMilliseconds(duration),
        })
        : ToolStart.Refuse($"'{call.Call.Name}' takes duration_ms, a whole number of milliseconds from 0 to {call.MaxWaitMs}.");
}

/// <summary>Command: the run waits for a time. Ends late rather than early, and is never lost.</summary>
public sealed record SleepStarted : ToolStepStarted
{
    /// <summary>When the sleep ends.</summary>
    [JsonPropertyName("until")]
    public required DateTimeOffset WakeAt { get; init; }

    /// <inheritdoc/>
    public override Step ToStep(DateTimeOffset at) => new SleepStep { Number = Step, Call = Call, StartedAt = at, Until = WakeAt };
}

/// <summary>A wait for a time.</summary>
public sealed record SleepStep : WaitStep
{
    internal const string KindName = "sleep";

    /// <inheritdoc/>
    public override string Kind => KindName;

    internal override StepWait? Wait => new StepWait(WaitRank.Timer, new Waiting(WaitReasons.Timer, KindName, Until, null));

    private protected override Entry Expire(RunState run, DateTimeOffset until) =>
        ToolCallCompleted.Of(run, this, Content.Inline($"Waited until {WireTime.Format(until)}."), isError: false);
}
