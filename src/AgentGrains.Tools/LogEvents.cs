namespace AgentGrains.Tools;

/// <summary>Ids of the log events of this project: 400 to 499. docs/log-events.md explains each.</summary>
/// <remarks>Alerts and searches go by them: a number never gets a second meaning.</remarks>
internal static class LogEvents
{
    public const int AddressRefused = 401;
    public const int NoAnswer = 402;
}
