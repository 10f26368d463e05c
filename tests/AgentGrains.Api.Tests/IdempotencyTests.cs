using System.Net;
using AgentGrains.Api.Idempotency;
using AgentGrains.Api.Tests.Hosting;
using AgentGrains.Contracts;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Stores;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

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

    [Theory]
    [InlineData(true, 409)]
    [InlineData(false, 202)]
    public async Task WhileAnotherHostExecutesIt_Is409_AndOnceThatHostIsGone_IsExecutedUnderTheSameIds(bool alive, int status)
    {
        var elsewhere = new TestHosts { Own = "elsewhere" };
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        var (entered, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var other = await ApiHost.StartAsync(services =>
        {
            host.Share(services);
            services.AddSingleton<IServiceHosts>(elsewhere);
            services.AddSingleton<IIdempotencyStore>(host.Idempotency);
        });
        host.Sessions.BeforeAnswer = () =>
        {
            host.Sessions.BeforeAnswer = null;
            entered.SetResult();
            return release.Task;
        };
        host.Service<TestHosts>().Others["elsewhere"] = true;
        var first = other.PostAsync("/v1/runs", Body, Key);
        await entered.Task.WaitAsync(TestContext.Current.CancellationToken);
        if (!alive)
            host.Service<TestHosts>().Others.Clear();

        using var repeat = await host.PostAsync("/v1/runs", Body, Key);

        Assert.Equal(status, (int)repeat.StatusCode);
        release.SetResult();
        using var answered = await first;
        var run = await answered.JsonAsync(HttpStatusCode.Accepted);
        using var runs = await host.GetAsync("/v1/runs");
        Assert.Equal(run.Text("id"), Assert.Single((await runs.JsonAsync(HttpStatusCode.OK)).GetProperty("data").EnumerateArray()).Text("id"));
        using var again = await host.PostAsync("/v1/runs", Body, Key);
        Assert.Equal(run.Text("id"), (await again.JsonAsync(HttpStatusCode.Accepted)).Text("id"));
        Assert.Equal("true", again.Headers.GetValues("Idempotency-Replayed").Single());
    }

    [Fact]
    public async Task OwnerOnAnotherHost_ThatIsOlderThanAnyRequest_IsReplaced()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        host.Service<TestHosts>().Others["elsewhere"] = true;
        var owner = $"elsewhere|{host.Time.GetUtcNow().ToUnixTimeMilliseconds()}|1";
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Body)));
        await host.Idempotency.ClaimAsync(
            ApiHost.Tenant, new IdempotencyRecord("POST /v1/runs", Key.Item2, hash, "01KDYA9ZPZZZZZZZZZZZZZZZZZ", host.Time.GetUtcNow(), null) { Owner = owner }, TestContext.Current.CancellationToken);

        using var early = await host.PostAsync("/v1/runs", Body, Key);
        await early.ProblemAsync(409, "AG2001");
        host.Time.Advance(RequestOwner.Longest);
        var run = await host.RunAsync(Body, Key);

        Assert.StartsWith("ses_01KDYA9ZPZ", run.Text("session"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain", 415)]
    [InlineData("application/json", 409)]
    public async Task RefusedRepeat_OfARequestThatMayHaveWritten_LeavesItsRecord(string mediaType, int status)
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        host.Sessions.FailNext = new AgentGrainsException(ErrorCodes.StoreUnavailable, "The answer of the store got lost.");
        using var failed = await host.PostAsync("/v1/runs", Body, Key);
        await failed.ProblemAsync(503, "AG4002");

        if (status == 409)
            (await host.SendAsync(HttpMethod.Delete, "/v1/agents/airline")).Dispose();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/runs") { Content = new StringContent(Body, null, mediaType) };
        request.Headers.Add(Key.Item1, Key.Item2);
        using var refused = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)refused.StatusCode);

        await host.DefineAsync();
        await host.RunAsync(Body, Key);
        using var list = await host.GetAsync("/v1/runs");
        Assert.Equal(1, (await list.JsonAsync(HttpStatusCode.OK)).GetProperty("data").GetArrayLength());
    }

    [Theory]
    [InlineData("/v1/runs", Body)]
    [InlineData("/v1/sessions", """{"agent":"airline"}""")]
    public async Task RepeatAfterADeath_OfWhatWasErasedMeanwhile_Is404_AndMakesNothing(string path, string body)
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        host.Idempotency.LosesAnswers = true;
        using var died = await host.PostAsync(path, body, Key);
        await died.ProblemAsync(500, "AG4999");
        host.Idempotency.LosesAnswers = false;
        using var list = await host.GetAsync("/v1/sessions");
        var session = Assert.Single((await list.JsonAsync(HttpStatusCode.OK)).GetProperty("data").EnumerateArray()).Text("id");
        using var erased = await host.SendAsync(HttpMethod.Delete, $"/v1/sessions/{session}");
        var inputs = host.Sessions.Inputs;

        using var repeat = await host.PostAsync(path, body, Key);

        await repeat.ProblemAsync(404, "AG1004");
        Assert.Equal(inputs, host.Sessions.Inputs);
    }

    [Fact]
    public void EndOfAStream_LeavesTheRepeatThatIsInFlight()
    {
        var (flights, tenant) = (new RequestsInFlight(), ApiHost.Tenant);
        Assert.True(flights.TryBegin(tenant, "POST /v1/runs", "k", "a", out var stream));
        stream.Dispose();
        Assert.True(flights.TryBegin(tenant, "POST /v1/runs", "k", "a", out var repeat));

        stream.Dispose();

        Assert.False(flights.TryBegin(tenant, "POST /v1/runs", "k", "b", out var running));
        Assert.Equal((repeat, "a"), (running, running.BodySha256));
    }

    [Fact]
    public async Task ClientThatLeaves_DoesNotStopItsRequest()
    {
        var departures = new Departures();
        await using var host = await ApiHost.StartAsync(services => services.AddSingleton<IStartupFilter>(departures));
        await host.DefineAsync();
        var (entered, release, left) = (new TaskCompletionSource(), new TaskCompletionSource(), new CancellationTokenSource());
        host.Sessions.BeforeAnswer = () =>
        {
            host.Sessions.BeforeAnswer = null;
            entered.SetResult();
            return release.Task;
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/runs") { Content = new StringContent(Body, null, "application/json") };
        request.Headers.Add(Key.Item1, Key.Item2);
        var first = host.Http.SendAsync(request, left.Token);
        await entered.Task.WaitAsync(TestContext.Current.CancellationToken);
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await departures.First.WaitAsync(TestContext.Current.CancellationToken);
        release.SetResult();

        HttpResponseMessage repeat;
        while ((repeat = await host.PostAsync("/v1/runs", Body, Key)).StatusCode == HttpStatusCode.Conflict)
            repeat.Dispose();

        Assert.Equal("true", repeat.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal(1, host.Sessions.Inputs);
        repeat.Dispose();
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
