namespace AgentGrains.Testing.Doubles;

/// <summary>A request that reached a tool, whatever was answered.</summary>
/// <param name="Key">Its Idempotency-Key.</param>
/// <param name="Session">Its X-AgentGrains-Session.</param>
/// <param name="Run">Its X-AgentGrains-Run.</param>
/// <param name="Step">Its X-AgentGrains-Step.</param>
/// <param name="TraceParent">Its traceparent.</param>
/// <param name="Recording">The recording it belongs to.</param>
/// <param name="Tool">The tool.</param>
/// <param name="Body">The arguments.</param>
/// <param name="Disturbance">What was done to the answer.</param>
public sealed record ToolDoubleRequest(
    string Key, string Session, string Run, string Step, string TraceParent, string Recording, string Tool, string Body, Disturbance Disturbance)
{
    /// <summary>When it came, by the clock of <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long Timestamp { get; init; }
}

/// <summary>A recorded call that was executed: once for each Idempotency-Key of a session.</summary>
/// <param name="Session">The session.</param>
/// <param name="Key">The Idempotency-Key.</param>
/// <param name="Recording">The recording.</param>
/// <param name="Number">Which call of the recording, from 0.</param>
/// <param name="Call">The call.</param>
public sealed record ToolDoubleCall(string Session, string Key, string Recording, int Number, RecordedCall Call);
