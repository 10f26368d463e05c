namespace AgentGrains.Client;

/// <summary>Where a run can be.</summary>
public static class RunStatuses
{
    /// <summary>Waits for the runs before it.</summary>
    public const string Queued = "queued";

    /// <summary>A step is in flight.</summary>
    public const string Running = "running";

    /// <summary>Waits for a person, a client, a signal or a time.</summary>
    public const string Waiting = "waiting";

    /// <summary>Stopped by an operator until it is resumed.</summary>
    public const string Paused = "paused";

    /// <summary>Ended with an answer.</summary>
    public const string Completed = "completed";

    /// <summary>Ended with an error.</summary>
    public const string Failed = "failed";

    /// <summary>Ended by a cooperative stop.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Ended by an immediate stop.</summary>
    public const string Terminated = "terminated";

    /// <summary>Whether a status is final.</summary>
    /// <param name="status">The status.</param>
    public static bool HasEnded(string status) => status is Completed or Failed or Cancelled or Terminated;
}
