using System.Text.Json.Serialization;

namespace AgentGrains.Core.Sessions.Steps;

/// <summary>Command: the run waits for a time. Ends late rather than early, and is never lost.</summary>
public sealed record SleepStarted : ToolStepStarted
{
    /// <summary>When the sleep ends.</summary>
    [JsonPropertyName("until")]
    public required DateTimeOffset WakeAt { get; init; }

    private protected override StepKind Kind => StepKind.Sleep;

    private protected override DateTimeOffset? Until => WakeAt;
}
