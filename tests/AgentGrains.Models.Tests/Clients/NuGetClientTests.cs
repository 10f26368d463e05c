using AgentGrains.Testing.Doubles;

namespace AgentGrains.Models.Tests.Clients;

/// <summary>The double of a model, read by the official client of NuGet.</summary>
public sealed class NuGetClientTests
{
    [Fact]
    public async Task Complete_EveryRecording_ReturnsEveryAnswerByteForByte()
    {
        await using var server = await ModelDouble.StartAsync(ClientRecordings.All);
        var client = new NuGetClient(server.Endpoint);
        var answers = new List<ClientAnswer>();

        foreach (var recording in ClientRecordings.All)
            answers.AddRange(await client.PlayAsync(recording));

        Assert.Empty(server.Mismatches);
        ClientAnswer.AssertAreRecorded(ClientRecordings.All, NuGetClient.Ways, answers);
    }

    [Fact]
    public async Task Complete_PromptIsNotRecorded_ThrowsBadRequestWithTheDifference()
    {
        await using var server = await ModelDouble.StartAsync(ClientRecordings.All);
        var unknown = new Trajectory("several-calls", [Calls.User("Hey"), Calls.Assistant("Hello.")]);

        var answers = await new NuGetClient(server.Endpoint).PlayAsync(unknown);

        Assert.Equal(NuGetClient.Ways, answers.Select(answer => answer.Way));
        Assert.All(answers, answer =>
        {
            Assert.Equal(("ClientResultException", 400), (answer.Error!.Type, answer.Error.Status));
            Assert.Equal("HTTP 400 (double: )\n\nseveral-calls, message 0, content: recorded 'Überall 🛫?', sent 'Hey'", answer.Error.Message);
        });
    }

    [Theory]
    [InlineData(Disturbance.Throttled, 429, "too many requests", "3")]
    [InlineData(Disturbance.Error500, 500, "internal error", null)]
    [InlineData(Disturbance.Error503, 503, "overloaded", null)]
    public async Task Complete_Disturbed_ThrowsTheTypedErrorAndThenAnswers(Disturbance kind, int status, string message, string? retryAfter)
    {
        // The first request of each way is disturbed, and the next one is answered.
        var disturbed = new DisturbanceOptions { Seed = 7, Probability = 1, Kinds = [kind], MostInARow = NuGetClient.Ways.Count, RetryAfterSeconds = 3 };
        await using var server = await ModelDouble.StartAsync(ClientRecordings.All, disturbed);
        var client = new NuGetClient(server.Endpoint);

        var errors = await client.PlayAsync(ClientRecordings.All[0]);
        var answers = await client.PlayAsync(ClientRecordings.All[0]);

        Assert.Equal(NuGetClient.Ways, errors.Select(answer => answer.Way));
        Assert.All(errors, answer => Assert.Equal(new ClientError("ClientResultException", status, $"HTTP {status} (double: )\n\n{message}", retryAfter), answer.Error));
        Assert.Null(answers[0].Error);
    }
}
