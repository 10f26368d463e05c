namespace AgentGrains.Server;

/// <summary>Ids of the log events of this project: 200 to 299. docs/log-events.md explains each.</summary>
/// <remarks>Alerts and searches go by them: a number never gets a second meaning.</remarks>
internal static class LogEvents
{
    public const int StoresMissingAtStart = 201;
    public const int StoresUnavailable = 202;
}
