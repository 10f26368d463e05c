using System.Net;
using AgentGrains.Api.Idempotency;
using AgentGrains.Api.Tests.Hosting;
using AgentGrains.Core.Errors;

namespace AgentGrains.Api.Tests;

public sealed class IdempotencyTests
{
    private const string Body = """{"agent":"airline","input":"Hi"}""";

    private static readonly (string, string) Key = ("Idempotency-Key", "order-7");

    [Fact]
    public async Task SameKeyAndBody_GetsTheSameAnswer_AndNothingIsDoneAgain()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();

        using var first = await host.PostAsync("/v1/runs", Body, Key);
        using var second = await host.PostAsync("/v1/runs", Body, Key);

        Assert.False(first.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal("true", second.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Equal((await first.JsonAsync(HttpStatusCode.Accepted)).GetRawText(), (await second.JsonAsync(HttpStatusCode.Accepted)).GetRawText());
        Assert.Equal(1, host.Sessions.Inputs);
    }

    [Fact]
    public async Task SameKey_WithAnotherBody_Is422_AndWritesNothing()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        await host.RunAsync(Body, Key);

        using var second = await host.PostAsync("/v1/runs", """{"agent":"airline","input":"Bye"}""", Key);

        await second.ProblemAsync(422, "AG1007");
        Assert.Equal(1, host.Sessions.Inputs);
    }

    [Fact]
    public async Task SameKey_OfAnotherTenantOrRoute_IsAnotherRequest()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        await host.RunAsync(Body, Key);

        using var session = await host.PostAsync("/v1/sessions", """{"agent":"airline"}""", Key);

        await session.JsonAsync(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("ümlaut")]
    public async Task BadKey_Is400(string key)
    {
        await using var host = await ApiHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/runs") { Content = new StringContent(Body, null, "application/json") };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", System.Text.Encoding.Latin1.GetString(System.Text.Encoding.UTF8.GetBytes(key)));
        using var handler = new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.Latin1 };
        using var client = new HttpClient(handler) { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Authorization = host.Http.DefaultRequestHeaders.Authorization;

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        await response.ProblemAsync(400, "AG1009");
    }

    [Fact]
    public async Task KeyOf256Characters_Is400_AndOf255IsTaken()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();

        await host.RunAsync(Body, ("Idempotency-Key", new string('k', 255)));
        using var response = await host.PostAsync("/v1/runs", Body, ("Idempotency-Key", new string('k', 256)));

        await response.ProblemAsync(400, "AG1009");
    }

    [Fact]
    public async Task WhileTheFirstIsInFlight_Is409_WithRetryAfter()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        var entered = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        host.Sessions.BeforeAnswer = () =>
        {
            entered.SetResult();
            return release.Task;
        };
        var first = host.PostAsync("/v1/runs", Body, Key);
        await entered.Task.WaitAsync(TestContext.Current.CancellationToken);

        using var second = await host.PostAsync("/v1/runs", Body, Key);
        await second.ProblemAsync(409, "AG2001");
        Assert.Equal("1", second.Headers.RetryAfter!.ToString());
        using var other = await host.PostAsync("/v1/runs", """{"agent":"airline","input":"Bye"}""", Key);
        await other.ProblemAsync(422, "AG1007");

        release.SetResult();
        using var answered = await first;
        await answered.JsonAsync(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task AfterARefusal_TheKeyIsFree()
    {
        await using var host = await ApiHost.StartAsync();

        using var refused = await host.PostAsync("/v1/runs", Body, Key);
        await refused.ProblemAsync(404, "AG1004");
        Assert.Empty(host.Idempotency.Keys);

        await host.DefineAsync();
        await host.RunAsync(Body, Key);
    }

    [Fact]
    public async Task AfterAFailure_TheRepeatContinuesTheSameRun()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        host.Sessions.FailNext = new AgentGrainsException(ErrorCodes.StoreUnavailable, "The answer of the store got lost.");

        using var failed = await host.PostAsync("/v1/runs", Body, Key);
        await failed.ProblemAsync(503, "AG4002");
        Assert.Equal("1", failed.Headers.RetryAfter!.ToString());
        await host.RunAsync(Body, Key);

        using var list = await host.GetAsync("/v1/runs");
        Assert.Equal(1, (await list.JsonAsync(HttpStatusCode.OK)).GetProperty("data").GetArrayLength());
    }

    [Theory]
    [InlineData("/v1/runs", Body, 202)]
    [InlineData("/v1/sessions", """{"agent":"airline"}""", 201)]
    public async Task AfterAFailureBeforeAnythingWasWritten_TheRepeatIsExecuted_AndItsAnswerKept(string path, string body, int status)
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        foreach (var (failure, code) in new (Exception, string)[]
                 {
                     (new AgentGrainsException(ErrorCodes.StoreUnavailable, "The store does not answer."), "AG4002"), (new InvalidOperationException("secret"), "AG4999"),
                 })
        {
            host.Sessions.FailBeforeNext = failure;
            using var failed = await host.PostAsync(path, body, Key);
            await failed.ProblemAsync(code == "AG4999" ? 500 : 503, code);
        }
        using var nothing = await host.GetAsync(path);
        Assert.Empty((await nothing.JsonAsync(HttpStatusCode.OK)).GetProperty("data").EnumerateArray());

        using var repeat = await host.PostAsync(path, body, Key);
        using var again = await host.PostAsync(path, body, Key);

        Assert.False(repeat.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal("true", again.Headers.GetValues("Idempotency-Replayed").Single());
        var made = await repeat.JsonAsync((HttpStatusCode)status);
        Assert.Equal(made.GetRawText(), (await again.JsonAsync((HttpStatusCode)status)).GetRawText());
        using var list = await host.GetAsync(path);
        Assert.Equal(made.Text("id"), Assert.Single((await list.JsonAsync(HttpStatusCode.OK)).GetProperty("data").EnumerateArray()).Text("id"));
    }

    [Fact]
    public async Task AfterAFailure_AnotherBody_IsRefused()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        host.Sessions.FailBeforeNext = new AgentGrainsException(ErrorCodes.StoreUnavailable, "The store does not answer.");
        using var failed = await host.PostAsync("/v1/runs", Body, Key);
        await failed.ProblemAsync(503, "AG4002");

        using var other = await host.PostAsync("/v1/runs", """{"agent":"airline","input":"Bye"}""", Key);

        await other.ProblemAsync(422, "AG1007");
    }

    [Fact]
    public async Task AfterADeathBeforeTheAnswerWasKept_TheRepeatMakesTheSameIds()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        host.Idempotency.LosesAnswers = true;
        foreach (var (path, body) in new[] { ("/v1/runs", Body), ("/v1/sessions", """{"agent":"airline"}""") })
        {
            using var died = await host.PostAsync(path, body, Key);
            await died.ProblemAsync(500, "AG4999");
        }
        host.Idempotency.LosesAnswers = false;

        var run = await host.RunAsync(Body, Key);
        using var session = await host.PostAsync("/v1/sessions", """{"agent":"airline"}""", Key);

        using var runs = await host.GetAsync("/v1/runs");
        Assert.Equal(run.Text("id"), Assert.Single((await runs.JsonAsync(HttpStatusCode.OK)).GetProperty("data").EnumerateArray()).Text("id"));
        var expected = new[] { run.Text("session"), (await session.JsonAsync(HttpStatusCode.Created)).Text("id") }.Order(StringComparer.Ordinal);
        using var sessions = await host.GetAsync("/v1/sessions");
        Assert.Equal(expected, (await sessions.JsonAsync(HttpStatusCode.OK)).GetProperty("data").EnumerateArray().Select(item => item.Text("id")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task MessageSentAgain_AfterADeath_CountsOnce()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        host.Sessions.Script = _ => null;
        var run = await host.RunAsync();
        host.Idempotency.LosesAnswers = true;
        using var died = await host.PostAsync($"/v1/runs/{run.Text("id")}/messages", """{"content":"Hurry"}""", Key);
        await died.ProblemAsync(500, "AG4999");
        host.Idempotency.LosesAnswers = false;

        using var again = await host.PostAsync($"/v1/runs/{run.Text("id")}/messages", """{"content":"Hurry"}""", Key);
        await again.JsonAsync(HttpStatusCode.Accepted);

        using var cancelled = await host.SendAsync(HttpMethod.Post, $"/v1/runs/{run.Text("id")}:terminate");
        using var stream = await EventReader.OpenAsync(host, $"/v1/runs/{run.Text("id")}/events");
        Assert.Single(await stream.RestAsync(), e => e.Type == "message.completed");
    }

    [Fact]
    public async Task RepeatOfAStream_StreamsTheSameRunAgain()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        using var first = new EventReader(await host.PostAsync("/v1/runs", Body, Key, ("Accept", "text/event-stream")));
        var events = await first.RestAsync();

        using var second = new EventReader(await host.PostAsync("/v1/runs", Body, Key, ("Accept", "text/event-stream")));
        Assert.Equal("true", second.Response.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal(events.Select(e => e.Body.GetRawText()), (await second.RestAsync()).Select(e => e.Body.GetRawText()));
        using var third = await host.PostAsync("/v1/runs", Body, Key);
        Assert.Equal(events[0].Body.Text("run"), (await third.JsonAsync(HttpStatusCode.Accepted)).Text("id"));
        Assert.Equal(1, host.Sessions.Inputs);
    }

    [Fact]
    public async Task OldRecords_AreSweptHourly()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        await host.RunAsync(Body, Key);

        host.Time.Advance(IdempotencySweep.Period);
        Assert.Equal(0, await host.Idempotency.NextSweepAsync());

        host.Time.Advance(IdempotencySweep.Kept + IdempotencySweep.Period);
        while (await host.Idempotency.NextSweepAsync() == 0)
            Assert.Single(host.Idempotency.Keys);
    }
}
