using System.Text.Json.Serialization;

namespace AgentGrains.Core.Sessions;

/// <summary>Where a run is. Ended is final.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunStatus>))]
public enum RunStatus
{
    /// <summary>Waits for the runs before it.</summary>
    [JsonStringEnumMemberName("queued")]
    Queued,

    /// <summary>A step is in flight.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>Waits, at no cost.</summary>
    [JsonStringEnumMemberName("waiting")]
    Waiting,

    /// <summary>Stopped by an operator until it is resumed.</summary>
    [JsonStringEnumMemberName("paused")]
    Paused,

    /// <summary>Ended with an answer.</summary>
    [JsonStringEnumMemberName("completed")]
    Completed,

    /// <summary>Ended with an error.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Ended by a cooperative stop.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,

    /// <summary>Ended by an immediate stop.</summary>
    [JsonStringEnumMemberName("terminated")]
    Terminated,
}

/// <summary>Questions about <see cref="RunStatus"/>.</summary>
public static class RunStatuses
{
    /// <summary>Whether the run has ended.</summary>
    public static bool HasEnded(this RunStatus status) => status >= RunStatus.Completed;

    /// <summary>Whether the run has ended, is paused, or waits for a person, the front end or a time. A run that is only throttled continues by itself and has not settled.</summary>
    /// <param name="status">Where the run is.</param>
    /// <param name="waiting">What it waits for, if it waits.</param>
    public static bool HasSettled(this RunStatus status, Waiting? waiting) =>
        status.HasEnded() || status == RunStatus.Paused || (status == RunStatus.Waiting && waiting?.Reason != WaitReasons.Throttle);
}

/// <summary>What a run can wait for.</summary>
public static class WaitReasons
{
    /// <summary>A signal or a message from outside.</summary>
    public const string Input = "input";

    /// <summary>The answer to a client tool.</summary>
    public const string ClientTool = "client_tool";

    /// <summary>A time.</summary>
    public const string Timer = "timer";

    /// <summary>A provider or tool that is throttled or unavailable; the run continues by itself.</summary>
    public const string Throttle = "throttle";

    /// <summary>A person who decides how to continue after a failure.</summary>
    public const string Recovery = "recovery";
}
