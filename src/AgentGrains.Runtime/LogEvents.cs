namespace AgentGrains.Runtime;

/// <summary>Ids of the log events of this project; 100 to 199 belong to it and to AgentGrains.Grains. docs/log-events.md explains each.</summary>
/// <remarks>Alerts and searches go by them: a number never gets a second meaning.</remarks>
internal static class LogEvents
{
    public const int StepCancelled = 101;
    public const int StepNotExecuted = 102;
    public const int ResultRefused = 104;
    public const int ResultNotDelivered = 105;
    public const int ResultNotWanted = 106;
    public const int ResultLost = 107;
    public const int ResultNotStored = 108;
    public const int RunListNotWritten = 110;
    public const int RunListLeft = 111;
    public const int WakeUpsNotRead = 120;
    public const int SessionNotCalled = 121;
    public const int BrokenSessionNotCalled = 140;
    public const int BrokenSessionLeft = 141;
}
