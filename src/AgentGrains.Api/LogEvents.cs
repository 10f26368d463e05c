namespace AgentGrains.Api;

/// <summary>Ids of the log events of this project: 3000 to 3199. docs/log-events.md explains each.</summary>
/// <remarks>Alerts and searches go by them: a number never gets a second meaning.</remarks>
internal static class LogEvents
{
    public const int ClientGone = 3001;
    public const int ResponseCutOff = 3002;
    public const int RequestFailed = 3003;
    public const int RequestFailedUnexpectedly = 3004;
    public const int RequestRefused = 3005;
    public const int IdempotencySwept = 3101;
    public const int IdempotencyNotSwept = 3102;
    public const int IdempotencySweepStopped = 3103;
    public const int IdempotencyNotReleased = 3104;
}
