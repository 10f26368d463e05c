using System.Text.Json.Serialization;
using AgentGrains.Core.Journals;

namespace AgentGrains.Core.Sessions.Steps;

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
