using AgentGrains.Testing.Doubles;

namespace AgentGrains.Harness.Replay.Driving;

/// <summary>What the customer says once, and how the run ends that executes it.</summary>
/// <param name="Said">The customer's message.</param>
/// <param name="Limits">What the run may use; null for no limit of its own.</param>
/// <param name="Status">The status it ends with.</param>
/// <param name="Code">The code of the error it ends with; null where it completes.</param>
public sealed record RecordedTurn(string Said, RecordedLimits? Limits, string Status, string? Code)
{
    /// <summary>A tool whose result was the last thing that happened wherever it was called.</summary>
    public const string HandOver = "transfer_to_human_agents";

    /// <summary>The turns of a recording.</summary>
    public static IReadOnlyList<RecordedTurn> Of(Trajectory recording)
    {
        var turns = new List<RecordedTurn>();
        for (var i = 0; i < recording.Messages.Count;)
        {
            var said = recording.Messages[i++];
            Assert.Equal("user", said.Role);
            var calls = 0;
            var last = said;
            for (; i < recording.Messages.Count && recording.Messages[i].Role != "user"; i++)
                (last, calls) = (recording.Messages[i], calls + 1);
            turns.Add(last switch
            {
                { Role: "assistant" } or { Role: "tool", Name: HandOver } => new RecordedTurn(said.Content!, null, "completed", null),
                // The recording was cut off at its limit of steps. Each message after the customer's was a step.
                { Role: "tool" } => new RecordedTurn(said.Content!, new RecordedLimits(calls), "failed", "AG3004"),
                // The customer's farewell: the recorded agent said nothing to it, so the model double has nothing to say and refuses.
                _ => new RecordedTurn(said.Content!, null, "failed", "AG3001"),
            });
        }
        return turns;
    }
}

/// <summary>The limits of a run.</summary>
/// <param name="MaxSteps">The most steps.</param>
public sealed record RecordedLimits(int MaxSteps);
