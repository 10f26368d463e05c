namespace AgentGrains.Models;

/// <summary>Ids of the log events of this project: 300 to 399. docs/log-events.md explains each.</summary>
/// <remarks>Alerts and searches go by them: a number never gets a second meaning.</remarks>
internal static class LogEvents
{
    public const int CircuitOpened = 301;
    public const int CircuitClosed = 302;
}
