namespace AgentGrains.Testing.Doubles;

/// <summary>A request for an answer of a recording, whatever was answered.</summary>
/// <param name="Recording">The recording.</param>
/// <param name="Position">Which message of it was asked for, from 0.</param>
/// <param name="Disturbance">What was done to the answer.</param>
/// <param name="Timestamp">When it came, by the clock of <see cref="TimeProvider.GetTimestamp"/>.</param>
public sealed record ModelDoubleRequest(string Recording, int Position, Disturbance Disturbance, long Timestamp);
