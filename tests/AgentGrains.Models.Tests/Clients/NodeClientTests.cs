using AgentGrains.Testing.Doubles;

namespace AgentGrains.Models.Tests.Clients;

/// <summary>The double of a model, read by the official client of npm.</summary>
[Trait("Needs", "Node")]
public sealed class NodeClientTests
{
    [Fact]
    public async Task Create_EveryRecording_ReturnsEveryAnswerByteForByte()
    {
        await using var server = await ModelDouble.StartAsync(ClientRecordings.All);

        var answers = await NodeClient.PlayAsync(server.Endpoint, ClientRecordings.Lines);

        Assert.Empty(server.Mismatches);
        ClientAnswer.AssertAreRecorded(ClientRecordings.All, NodeClient.Ways, answers);
    }

    [Fact]
    public async Task Create_PromptIsNotRecorded_ThrowsBadRequestWithTheDifference()
    {
        await using var server = await ModelDouble.StartAsync(ClientRecordings.All);
        const string unknown = """{"id":"several-calls","messages":[{"role":"user","content":"Hey"},{"role":"assistant","content":"Hello."}]}""";

        var answers = await NodeClient.PlayAsync(server.Endpoint, unknown);

        Assert.Equal(NodeClient.Ways, answers.Select(answer => answer.Way));
        Assert.All(answers, answer =>
        {
            Assert.Equal(("BadRequestError", 400), (answer.Error!.Type, answer.Error.Status));
            Assert.Equal("400 several-calls, message 0, content: recorded 'Überall 🛫?', sent 'Hey'", answer.Error.Message);
        });
    }

    [Theory]
    [InlineData(Disturbance.Throttled, "RateLimitError", 429, "429 too many requests", "3")]
    [InlineData(Disturbance.Error500, "InternalServerError", 500, "500 internal error", null)]
    [InlineData(Disturbance.Error503, "InternalServerError", 503, "503 overloaded", null)]
    public async Task Create_Disturbed_ThrowsTheTypedErrorAndThenAnswers(Disturbance kind, string type, int status, string message, string? retryAfter)
    {
        // The first request of each way is disturbed, and the next one is answered.
        var disturbed = new DisturbanceOptions { Seed = 7, Probability = 1, Kinds = [kind], MostInARow = NodeClient.Ways.Count, RetryAfterSeconds = 3 };
        await using var server = await ModelDouble.StartAsync(ClientRecordings.All, disturbed);

        var answers = await NodeClient.PlayAsync(server.Endpoint, ClientRecordings.Lines[0], ClientRecordings.Lines[0]);

        Assert.Equal(NodeClient.Ways, answers.Take(NodeClient.Ways.Count).Select(answer => answer.Way));
        Assert.All(answers.Take(NodeClient.Ways.Count), answer => Assert.Equal(new ClientError(type, status, message, retryAfter), answer.Error));
        Assert.Null(answers[NodeClient.Ways.Count].Error);
    }
}
