namespace AgentGrains.Grains;

/// <summary>Ids of the log events of this project: 100 to 199. docs/log-events.md explains each.</summary>
/// <remarks>Alerts and searches go by them: a number never gets a second meaning.</remarks>
internal static class LogEvents
{
    public const int SessionFailed = 100;
    public const int StepCancelled = 101;
    public const int StepNotExecuted = 102;
    public const int EffectsLeftInFlight = 103;
    public const int ResultRefused = 104;
    public const int ResultNotDelivered = 105;
    public const int ResultNotWanted = 106;
    public const int ResultLost = 107;
    public const int RunListNotWritten = 110;
    public const int WakeUpsNotRead = 120;
    public const int SessionNotCalled = 121;
    public const int ShardNotStarted = 122;
    public const int AppendNotMeasured = 130;
    public const int HostLost = 131;
    public const int BrokenSessionNotCalled = 140;
    public const int BrokenSessionLeft = 141;
}
