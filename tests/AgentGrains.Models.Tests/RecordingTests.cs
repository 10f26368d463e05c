using AgentGrains.Core.Models;
using AgentGrains.Harness.Files;
using AgentGrains.Testing.Doubles;
using static AgentGrains.Models.Tests.Calls;

namespace AgentGrains.Models.Tests;

public sealed class RecordingTests
{
    private static readonly IReadOnlyList<Trajectory> Airline = AirlineRecordings.Load();

    [Fact]
    public async Task CallAsync_EveryAnswerOfEveryRecording_ComesThroughByteForByte()
    {
        await using var server = await ModelDouble.StartAsync(Airline);
        var model = Chat(server.Endpoint);
        var calls = 0;
        foreach (var recording in Airline)
        {
            for (var i = 0; i < recording.Messages.Count; i++)
            {
                if (recording.Messages[i] is not { Role: "assistant" } expected)
                    continue;
                var answer = await model.AskAsync(Of([.. recording.Messages.Take(i)]) with { Instructions = ModelDouble.Instructions(recording.Id) });
                Assert.Equal(expected.Content, answer.Text);
                Assert.Equal(expected.ToolCalls, answer.ToolCalls);
                calls += answer.ToolCalls.Count;
            }
        }
        Assert.Equal(572, calls);
        Assert.Empty(server.Mismatches);
    }

    [Fact]
    public async Task CallAsync_Disturbed_EveryAnswerComesInTheEndAndEveryDisturbanceIsClassified()
    {
        var disturbed = new DisturbanceOptions { Seed = 7, Probability = 0.4, LateBy = TimeSpan.Zero, RetryAfterSeconds = 0 };
        await using var server = await ModelDouble.StartAsync(Airline, disturbed);
        var model = Chat(server.Endpoint);
        var failures = 0;
        foreach (var recording in Airline.Take(20))
        {
            var end = recording.Messages.ToList().FindLastIndex(message => message.Role == "assistant");
            var call = Of([.. recording.Messages.Take(end)]) with { Instructions = ModelDouble.Instructions(recording.Id) };
            ModelAnswer? answer = null;
            while (answer is null)
            {
                try
                {
                    answer = await model.AskAsync(call);
                }
                catch (ModelException failure) when (failure.Kind is ModelFailureKind.BadAnswer or ModelFailureKind.Unavailable or ModelFailureKind.Throttled)
                {
                    failures++;
                }
            }
            Assert.Equal(recording.Messages[end].ToolCalls, answer.ToolCalls);
            Assert.Equal(recording.Messages[end].Content, answer.Text);
        }
        var counts = server.Counts;
        Assert.True(failures > 3, $"{failures} failures");
        Assert.Equal(failures, counts.Where(count => count.Key is not (Disturbance.None or Disturbance.Late or Disturbance.HeldOpen)).Sum(count => count.Value));
    }
}
