using System.Net;
using AgentGrains.Api.Tests.Hosting;
using AgentGrains.Client;
using static AgentGrains.Api.Tests.Hosting.ScriptedNetwork;

namespace AgentGrains.Api.Tests;

/// <summary>What the client sends again, when, and what it tells its caller in the end.</summary>
public sealed class ClientRetryTests
{
    private const string Run = """{"id":"run_1","session":"ses_1","agent":"airline","agent_version":1,"status":"queued","created_at":"2030-01-02T03:04:05.678Z"}""";

    private readonly HurriedTime time = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task FailureThatMayPass_IsTriedAgain_UnderTheSameKey_NotBeforeTheServiceAskedFor(int status)
    {
        var network = new ScriptedNetwork(Answer((HttpStatusCode)status, retryAfter: "7"), Answer((HttpStatusCode)status), Reset, AnswerJson(Run));

        var run = await Client(network).Runs.CreateAsync(new RunRequest("airline", "Hi"), cancellation: Stop);

        Assert.Equal("run_1", run.Id);
        Assert.Equal(4, network.Sent.Count);
        Assert.Single(network.Sent.Select(sent => sent.Key).Distinct(), key => key is { Length: 32 });
        Assert.Equal(TimeSpan.FromSeconds(7), time.Waits[0]);
        Assert.InRange(time.Waits[1], TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(200));
        Assert.InRange(time.Waits[2], TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(400));
    }

    [Fact]
    public async Task RetryAfter_MayBeATime()
    {
        var network = new ScriptedNetwork(Answer(HttpStatusCode.ServiceUnavailable, retryAfter: "Wed, 02 Jan 2030 03:04:16 GMT"), AnswerJson(Run));

        await Client(network).Runs.GetAsync("run_1", Stop);

        Assert.Equal([TimeSpan.FromSeconds(11)], time.Waits);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(422)]
    [InlineData(500)]
    [InlineData(501)]
    public async Task FailureThatStays_IsToldAtOnce(int status)
    {
        var network = new ScriptedNetwork(Answer((HttpStatusCode)status));

        var failure = await Assert.ThrowsAsync<AgentGrainsApiException>(() => Client(network).Runs.GetAsync("run_1", Stop));

        Assert.Equal(((HttpStatusCode)status, null), (failure.Status, failure.Code));
        Assert.Empty(time.Waits);
    }

    [Fact]
    public async Task FailureOfTheService_WithRetryAfter_IsTriedAgain()
    {
        var network = new ScriptedNetwork(Answer(HttpStatusCode.InternalServerError, retryAfter: "1"), AnswerJson(Run));

        await Client(network).Runs.GetAsync("run_1", Stop);

        Assert.Equal([TimeSpan.FromSeconds(1)], time.Waits);
    }

    [Fact]
    public async Task RequestInFlight_IsRepeated()
    {
        var inFlight = Answer(HttpStatusCode.Conflict, """{"code":"AG2001","detail":"In flight."}""", "application/problem+json", retryAfter: "1");
        var network = new ScriptedNetwork(Reset, inFlight, AnswerJson(Run));

        var run = await Client(network).Runs.CreateAsync(new RunRequest("airline", "Hi"), cancellation: Stop);

        Assert.Equal("run_1", run.Id);
    }

    [Fact]
    public async Task AnswerThatBreaksOff_IsAskedForAgain()
    {
        var network = new ScriptedNetwork(Broken(Run[..40], "application/json"), AnswerJson(Run));

        var run = await Client(network).Runs.CreateAsync(new RunRequest("airline", "Hi"), cancellation: Stop);

        Assert.Equal("run_1", run.Id);
        Assert.Equal(network.Sent[0].Key, network.Sent[1].Key);
    }

    [Fact]
    public async Task AnswerThatDoesNotComeInTime_IsAskedForAgain()
    {
        var network = new ScriptedNetwork(() => throw new TaskCanceledException("The time is up.", new TimeoutException()), AnswerJson(Run));

        Assert.Equal("run_1", (await Client(network).Runs.GetAsync("run_1", Stop)).Id);
    }

    [Fact]
    public async Task Post_WithoutAKey_IsNeverSentAgain()
    {
        var network = new ScriptedNetwork(Answer(HttpStatusCode.ServiceUnavailable, retryAfter: "1"));
        var client = Client(network, new AgentGrainsClientOptions { SendIdempotencyKeys = false });

        await Assert.ThrowsAsync<AgentGrainsApiException>(() => client.Runs.CreateAsync(new RunRequest("airline", "Hi"), cancellation: Stop));

        Assert.Null(Assert.Single(network.Sent).Key);
        Assert.Empty(time.Waits);
    }

    [Fact]
    public async Task Tries_End_WhenTheTimeIsUp_WithTheLastFailure()
    {
        var network = new ScriptedNetwork([.. Enumerable.Repeat(Answer(HttpStatusCode.ServiceUnavailable), 100)]);

        var failure = await Assert.ThrowsAsync<AgentGrainsApiException>(() => Client(network).Runs.GetAsync("run_1", Stop));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, failure.Status);
        Assert.InRange(time.Waits.Aggregate(TimeSpan.Zero, (sum, wait) => sum + wait), TimeSpan.FromSeconds(24), TimeSpan.FromSeconds(30));
        Assert.All(time.Waits, wait => Assert.InRange(wait, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task RetryAfter_BeyondTheTime_IsToldAtOnce()
    {
        var network = new ScriptedNetwork(Answer(HttpStatusCode.TooManyRequests, retryAfter: "31"));

        var failure = await Assert.ThrowsAsync<AgentGrainsApiException>(() => Client(network).Runs.GetAsync("run_1", Stop));

        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(31)), (failure.Status, failure.RetryAfter));
        Assert.Empty(time.Waits);
    }

    [Fact]
    public async Task Problem_IsAnException_WithAllItSays()
    {
        const string Problem = """
            {"type":"/errors/AG1006","title":"Not valid","status":422,"detail":"See errors.","instance":"/v1/runs","code":"AG1006","trace_id":"abc",
             "errors":{"input":["Too long.","Not a text."]},"later":true}
            """;
        var network = new ScriptedNetwork(Answer(HttpStatusCode.UnprocessableEntity, Problem, "application/problem+json"));

        var failure = await Assert.ThrowsAsync<AgentGrainsApiException>(() => Client(network).Runs.CreateAsync(new RunRequest("airline", "Hi"), cancellation: Stop));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "AG1006", "AG1006: See errors.", "abc", null), (failure.Status, failure.Code, failure.Message, failure.TraceId, failure.RetryAfter));
        Assert.Equal(["Too long.", "Not a text."], Assert.Single(failure.Errors, field => field.Key == "input").Value);
    }

    [Theory]
    [InlineData("<html>Forbidden</html>", "text/html")]
    [InlineData("{half", "application/problem+json")]
    [InlineData("", "application/problem+json")]
    public async Task AnswerOfSomethingBeforeTheService_IsAnException_WithTheStatusOnly(string body, string type)
    {
        var network = new ScriptedNetwork(Answer(HttpStatusCode.Forbidden, body, type));

        var failure = await Assert.ThrowsAsync<AgentGrainsApiException>(() => Client(network).Runs.GetAsync("run_1", Stop));

        Assert.Equal((HttpStatusCode.Forbidden, null, "The service answered 403."), (failure.Status, failure.Code, failure.Message));
    }

    [Fact]
    public async Task Cancellation_EndsTheWaitForTheNextTry()
    {
        var network = new ScriptedNetwork(Answer(HttpStatusCode.ServiceUnavailable, retryAfter: "9"));
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        time.StandsStill = true;
        var get = Client(network).Runs.GetAsync("run_1", cancellation.Token);
        await time.WaitStarted.Task.WaitAsync(Stop);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => get);
        Assert.Single(network.Sent);
    }

    private AgentGrainsClient Client(ScriptedNetwork network, AgentGrainsClientOptions? options = null) =>
        new(new HttpClient(network) { BaseAddress = new Uri("http://service.example") }, options ?? new AgentGrainsClientOptions { RetryBaseDelay = TimeSpan.FromMilliseconds(100) }, time);
}
