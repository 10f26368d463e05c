using System.Net;
using System.Text.Json;
using AgentGrains.Api.Tests.Hosting;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;

namespace AgentGrains.Api.Tests;

/// <summary>Runs with a step that is held for recovery: what they show, and how they are released.</summary>
public sealed class RecoveryTests
{
    private const string Pay = """{"tools":[{"type":"http","name":"pay","url":"https://x.example/pay","effect":"irreversible"}]}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hold_IsShownBesideThePause_AndResumeLeavesIt()
    {
        await using var host = await ApiHost.StartAsync();
        var run = await HeldAsync(host, pausedBefore: true);

        using var response = await host.GetAsync($"/v1/runs/{run}");
        var shown = await response.JsonAsync(HttpStatusCode.OK);
        Assert.Equal("paused", shown.Text("status"));
        var hold = Assert.Single(shown.GetProperty("holds").EnumerateArray());
        Assert.Equal("""{"reason":"recovery","step":"STEP","attempt":1,"name":"pay","tool_call_id":"call_1"}""".Replace("STEP", new StepId(run, 2).ToString(), StringComparison.Ordinal), Without(hold, "error"));
        Assert.Equal("AG3003", hold.GetProperty("error").Text("code"));

        var resumed = await OkAsync(host, run, "resume", null);
        Assert.Equal(("waiting", "recovery", 1), (resumed.Text("status"), resumed.GetProperty("waiting").Text("reason"), resumed.GetProperty("holds").GetArrayLength()));
        Assert.Equal("held", await StatusOfStepAsync(host, run));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Retry_NamesStepAndAttempt_AndMayBeRepeated(bool byId)
    {
        await using var host = await ApiHost.StartAsync();
        var run = await HeldAsync(host);
        var body = $$"""{"step":{{(byId ? $"\"{new StepId(run, 2)}\"" : "2")}},"attempt":1}""";

        var retried = await OkAsync(host, run, "retry", body);
        Assert.Equal(("running", 0), (retried.Text("status"), retried.GetProperty("holds").GetArrayLength()));
        Assert.Equal("running", (await OkAsync(host, run, "retry", body)).Text("status"));
        Assert.Equal("running", await StatusOfStepAsync(host, run));
    }

    [Fact]
    public async Task Skip_GivesTheResult()
    {
        await using var host = await ApiHost.StartAsync();
        var run = await HeldAsync(host);

        var skipped = await OkAsync(host, run, "skip", """{"step":2,"attempt":1,"content":"it was paid"}""");
        Assert.Equal(0, skipped.GetProperty("holds").GetArrayLength());
        Assert.Equal("completed", await StatusOfStepAsync(host, run));
    }

    [Theory]
    [InlineData("retry", """{"step":2,"attempt":2}""")]
    [InlineData("retry", """{"step":1,"attempt":1}""")]
    [InlineData("skip", """{"step":2,"attempt":2,"content":"x"}""")]
    [InlineData("skip", """{"step":9,"attempt":1,"content":"x"}""")]
    public async Task Decision_ThatNamesWhatIsNotHeld_IsRefused(string verb, string body)
    {
        await using var host = await ApiHost.StartAsync();
        var run = await HeldAsync(host);

        using var response = await host.PostAsync($"/v1/runs/{run}:{verb}", body);
        await response.ProblemAsync(409, "AG2009");
        Assert.Equal("held", await StatusOfStepAsync(host, run));
    }

    [Theory]
    [InlineData("retry", """{"step":2}""", 422, "attempt")]
    [InlineData("retry", """{"attempt":1}""", 422, "step")]
    [InlineData("retry", """{"step":0,"attempt":1}""", 422, "step")]
    [InlineData("retry", """{"step":"two","attempt":1}""", 422, "step")]
    [InlineData("retry", """{"step":"stp_01KDYA9ZPZ00000101KDYA9ZPZZZZZZZZZZZZZZZZZ-2","attempt":1}""", 422, "step")]
    [InlineData("retry", """{"step":2,"attempt":0}""", 422, "attempt")]
    [InlineData("retry", """{"step":true,"attempt":1}""", 400, "step")]
    [InlineData("skip", """{"step":2,"attempt":1}""", 422, "content")]
    [InlineData("skip", """{"attempt":1,"content":"x"}""", 422, "step")]
    public async Task BadDecision_SaysWhichField(string verb, string body, int status, string field)
    {
        await using var host = await ApiHost.StartAsync();
        var run = await HeldAsync(host);

        using var response = await host.PostAsync($"/v1/runs/{run}:{verb}", body);
        var problem = await response.JsonAsync((HttpStatusCode)status);
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.ToString());
    }

    [Theory]
    [InlineData("retry")]
    [InlineData("skip")]
    public async Task Decision_WithoutABody_IsRefused(string verb)
    {
        await using var host = await ApiHost.StartAsync();
        var run = await HeldAsync(host);

        using var response = await host.SendAsync(HttpMethod.Post, $"/v1/runs/{run}:{verb}");
        await response.ProblemAsync(400, "AG1001");
    }

    private static async Task<RunId> HeldAsync(ApiHost host, bool pausedBefore = false)
    {
        await host.DefineAsync(definition: Pay);
        host.Sessions.Script = effect => effect is Effect.CallModel { Step: 1 } ? ScriptedAnswers.Call(effect, "pay", "{}") : null;
        var run = RunId.Parse((await host.RunAsync()).Text("id"));
        if (pausedBefore)
            await OkAsync(host, run, "pause", null);
        await host.Sessions.SendAsync(new SessionKey(ApiHost.Tenant, run.Session), new TakeOver([]), run.Key, Cancellation);
        return run;
    }

    private static async Task<JsonElement> OkAsync(ApiHost host, RunId run, string verb, string? body)
    {
        using var response = body is null ? await host.SendAsync(HttpMethod.Post, $"/v1/runs/{run}:{verb}") : await host.PostAsync($"/v1/runs/{run}:{verb}", body);
        return await response.JsonAsync(HttpStatusCode.OK);
    }

    private static async Task<string> StatusOfStepAsync(ApiHost host, RunId run)
    {
        using var response = await host.GetAsync($"/v1/runs/{run}/steps");
        return (await response.JsonAsync(HttpStatusCode.OK)).GetProperty("data")[1].Text("status");
    }

    private static string Without(JsonElement element, string member) =>
        $"{{{string.Join(',', element.EnumerateObject().Where(one => one.Name != member).Select(one => $"\"{one.Name}\":{one.Value.GetRawText()}"))}}}";
}
