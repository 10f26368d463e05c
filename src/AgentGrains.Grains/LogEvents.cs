namespace AgentGrains.Grains;

/// <summary>Ids of the log events of this project; 100 to 199 belong to it and to AgentGrains.Runtime. docs/log-events.md explains each.</summary>
/// <remarks>Alerts and searches go by them: a number never gets a second meaning.</remarks>
internal static class LogEvents
{
    public const int SessionFailed = 100;
    public const int EffectsLeftInFlight = 103;
    public const int ShardNotStarted = 122;
    public const int AppendNotMeasured = 130;
    public const int HostLost = 131;
}
