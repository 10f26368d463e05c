using System.Net;
using System.Text.Json;
using AgentGrains.Api.Tests.Hosting;

namespace AgentGrains.Api.Tests;

public sealed class RunTests
{
    [Fact]
    public async Task Create_WithPreferWait_AnswersTheSettledRunExactlyAsPromised()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();

        using var response = await host.PostAsync("/v1/runs", """{"agent":"airline","input":"Hi","metadata":{"k":"v"}}""", ("Prefer", "wait=5"));

        var run = await response.JsonAsync(HttpStatusCode.OK);
        Assert.Equal("wait=5", response.Headers.GetValues("Preference-Applied").Single());
        var (id, session) = (run.Text("id"), run.Text("session"));
        Assert.EndsWith(session[4..], id, StringComparison.Ordinal);
        Assert.Equal(
            $$$"""{"id":"{{{id}}}","session":"{{{session}}}","agent":"airline","agent_version":1,"status":"completed","waiting":null,"holds":[],"output":{"text":"Hello.","finish_reason":"stop"},"error":null,"usage":{"input_tokens":100,"output_tokens":20,"cached_input_tokens":10,"cost_micros":1500,"currency":"USD","steps":1,"model_calls":1,"tool_calls":0},"created_at":"2030-01-02T03:04:05.678Z","started_at":"2030-01-02T03:04:05.678Z","ended_at":"2030-01-02T03:04:05.678Z","metadata":{"k":"v"}}""",
            run.GetRawText());
    }

    [Fact]
    public async Task Create_Is202_WithLocation_AndTheRunIsThere()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        host.Sessions.Script = _ => null;

        using var response = await host.PostAsync("/v1/runs", """{"agent":"airline","input":"Hi"}""");

        var run = await response.JsonAsync(HttpStatusCode.Accepted);
        Assert.Equal("running", run.Text("status"));
        Assert.Equal(JsonValueKind.Null, run.GetProperty("output").ValueKind);
        using var read = await host.GetAsync(response.Headers.Location!.ToString());
        Assert.Equal(run.GetRawText(), (await read.JsonAsync(HttpStatusCode.OK)).GetRawText());
    }

    [Fact]
    public async Task Create_WithPreferWait_ThatDoesNotSettle_Is202()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        host.Sessions.Script = _ => null;

        var answer = host.PostAsync("/v1/runs", """{"agent":"airline","input":"Hi"}""", ("Prefer", "respond-async, wait=2"));
        await host.Sessions.WaitStarted.Task.WaitAsync(TestContext.Current.CancellationToken);
        host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(answer.IsCompleted);
        host.Time.Advance(TimeSpan.FromSeconds(1));

        using var response = await answer;
        await response.JsonAsync(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Create_WithPreferWait_IsAnsweredAsSoonAsTheRunSettles()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        host.Sessions.Script = _ => null;
        var session = (await host.RunAsync()).Text("session");

        var answer = host.PostAsync("/v1/runs", $$"""{"agent":"airline","session":"{{session}}","input":"Hi"}""", ("Prefer", "wait=60"));
        await host.Sessions.WaitStarted.Task.WaitAsync(TestContext.Current.CancellationToken);
        using var list = await host.GetAsync($"/v1/runs?session={session}&status=queued");
        var run = Assert.Single((await list.JsonAsync(HttpStatusCode.OK)).GetProperty("data").EnumerateArray()).Text("id");
        using var terminated = await host.SendAsync(HttpMethod.Post, $"/v1/runs/{run}:terminate");

        using var response = await answer;
        Assert.Equal("terminated", (await response.JsonAsync(HttpStatusCode.OK)).Text("status"));
    }

    [Fact]
    public async Task Create_WithMessages_PutsThemIntoTheConversation()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();

        var run = await host.RunAsync("""{"agent":"airline","input":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"},{"role":"assistant","content":"Yes?"},{"role":"user","content":"Ünïcode ✈"}]}""");

        using var messages = await host.GetAsync($"/v1/sessions/{run.Text("session")}/messages");
        Assert.Equal(
            """{"data":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"},{"role":"assistant","content":"Yes?"},{"role":"user","content":"Ünïcode ✈"},{"role":"assistant","content":"Hello."}],"next_cursor":null}""",
            (await messages.JsonAsync(HttpStatusCode.OK)).GetRawText());
    }

    [Theory]
    [InlineData("[]", "input")]
    [InlineData("""[{"role":"tool","content":"x"}]""", "input[0].role")]
    public async Task Create_WithABadInput_Is422(string input, string path)
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();

        using var response = await host.PostAsync("/v1/runs", $$"""{"agent":"airline","input":{{input}}}""");

        Assert.True((await response.ProblemAsync(422, "AG1006")).GetProperty("errors").TryGetProperty(path, out _));
    }

    [Fact]
    public async Task Create_WithLargeTexts_GivesThemBackWhole()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        var text = new string('ß', 100_000);

        var run = await host.RunAsync($$"""{"agent":"airline","input":"{{text}}"}""");

        using var messages = await host.GetAsync($"/v1/sessions/{run.Text("session")}/messages");
        Assert.Equal(text, (await messages.JsonAsync(HttpStatusCode.OK)).GetProperty("data")[0].Text("content"));
    }

    [Fact]
    public async Task Create_InASessionOfAnotherAgent_Is422()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        await host.DefineAsync("hotel");
        var run = await host.RunAsync();

        using var response = await host.PostAsync("/v1/runs", $$"""{"agent":"hotel","session":"{{run.Text("session")}}","input":"Hi"}""");

        await response.ProblemAsync(422, "AG1006");
    }

    [Fact]
    public async Task Create_WhileAnotherIsActive_FollowsOnConflict()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        host.Sessions.Script = _ => null;
        var first = await host.RunAsync();
        string Body(string onConflict) => $$"""{"agent":"airline","session":"{{first.Text("session")}}","input":"More","on_conflict":"{{onConflict}}"}""";

        Assert.Equal("queued", (await host.RunAsync(Body("enqueue"))).Text("status"));
        Assert.Equal(first.Text("id"), (await host.RunAsync(Body("steer"))).Text("id"));
        using var rejected = await host.PostAsync("/v1/runs", Body("reject"));
        await rejected.ProblemAsync(409, "AG2002");
    }

    [Fact]
    public async Task Limits_OfAgentAndRun_AreTheTighterOnes()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync(definition: """{"limits":{"max_steps":1},"tools":[{"type":"builtin","name":"echo","effect":"read"}]}""");
        host.Sessions.Script = ScriptedAnswers.ToolThenText("echo", "Done.");

        var run = await host.RunAsync("""{"agent":"airline","input":"Hi","limits":{"max_steps":50}}""");

        Assert.Equal("failed", run.Text("status"));
        Assert.Equal("AG3004", run.GetProperty("error").Text("code"));
    }

    [Fact]
    public async Task ClientTool_WaitsAndIsAnswered()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync(definition: """{"tools":[{"type":"client","name":"pick_seat","parameters":{}}]}""");
        host.Sessions.Script = ScriptedAnswers.ToolThenText("pick_seat", "Seat 12A it is.");

        var run = await host.RunAsync();
        Assert.Equal("waiting", run.Text("status"));
        Assert.Equal("""{"reason":"client_tool","detail":"pick_seat","ref":"call_1"}""", run.GetProperty("waiting").GetRawText());

        using var unknown = await host.PostAsync($"/v1/runs/{run.Text("id")}/tool-results", """{"tool_call_id":"call_9","content":"12A"}""");
        await unknown.ProblemAsync(409, "AG2005");
        using var answered = await host.PostAsync($"/v1/runs/{run.Text("id")}/tool-results", """{"tool_call_id":"call_1","content":"12A"}""");
        Assert.Equal("Seat 12A it is.", (await answered.JsonAsync(HttpStatusCode.Accepted)).GetProperty("output").Text("text"));

        using var messages = await host.GetAsync($"/v1/sessions/{run.Text("session")}/messages");
        Assert.Equal(
            """[{"role":"user","content":"Hi"},{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","ref":"call_1","type":"function","function":{"name":"pick_seat","arguments":"{\"a\":1}"}}]},{"role":"tool","content":"12A","tool_call_id":"call_1","name":"pick_seat"},{"role":"assistant","content":"Seat 12A it is."}]""",
            (await messages.JsonAsync(HttpStatusCode.OK)).GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task Signal_EndsItsWait_AndTheSameIdCountsOnce()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync(definition: """{"tools":[{"type":"builtin","name":"wait_for_signal"}]}""");
        host.Sessions.Script = effect => effect is { Step: 1 } ? ScriptedAnswers.Call(effect, "wait_for_signal", """{"name":"go"}""") : ScriptedAnswers.Text(effect, "Gone.");
        var run = await host.RunAsync();
        Assert.Equal("input", run.GetProperty("waiting").Text("reason"));

        using var signalled = await host.PostAsync($"/v1/runs/{run.Text("id")}/signals", """{"name":"go","content":"now","id":"s1"}""");

        Assert.Equal("completed", (await signalled.JsonAsync(HttpStatusCode.Accepted)).Text("status"));
    }

    [Fact]
    public async Task Controls_PauseResumeCancelTerminate()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        host.Sessions.Script = _ => null;
        var run = await host.RunAsync();
        async Task<JsonElement> ControlAsync(string verb)
        {
            using var response = await host.SendAsync(HttpMethod.Post, $"/v1/runs/{run.Text("id")}:{verb}");
            return await response.JsonAsync(HttpStatusCode.OK);
        }

        Assert.Equal("paused", (await ControlAsync("pause")).Text("status"));
        Assert.Equal("running", (await ControlAsync("resume")).Text("status"));
        Assert.Equal("cancelled", (await ControlAsync("cancel")).Text("status"));
        Assert.Equal("cancelled", (await ControlAsync("terminate")).Text("status"));
        using var late = await host.SendAsync(HttpMethod.Post, $"/v1/runs/{run.Text("id")}:resume");
        await late.ProblemAsync(409, "AG2003");
    }

    [Fact]
    public async Task Steps_TellWhatTheRunDid()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync(definition: """{"tools":[{"type":"builtin","name":"echo","effect":"read"}]}""");
        host.Sessions.Script = ScriptedAnswers.ToolThenText("echo", "Done.");
        var run = await host.RunAsync();

        using var response = await host.GetAsync($"/v1/runs/{run.Text("id")}/steps?limit=2");

        var page = await response.JsonAsync(HttpStatusCode.OK);
        var id = $"stp_{run.Text("id")[4..]}";
        Assert.Equal(
            $$$"""[{"id":"{{{id}}}-1","number":1,"kind":"model_call","name":"default","status":"completed","attempts":1,"started_at":"2030-01-02T03:04:05.678Z","ended_at":"2030-01-02T03:04:05.678Z","error":null,"usage":{"input_tokens":100,"output_tokens":20,"cached_input_tokens":10,"cost_micros":1500},"late_result_at":null},{"id":"{{{id}}}-2","number":2,"kind":"tool_call","name":"echo","tool_call_id":"call_1","status":"completed","attempts":1,"started_at":"2030-01-02T03:04:05.678Z","ended_at":"2030-01-02T03:04:05.678Z","error":null,"usage":null,"late_result_at":null}]""",
            page.GetProperty("data").GetRawText());
        using var rest = await host.GetAsync($"/v1/runs/{run.Text("id")}/steps?limit=2&cursor={page.Text("next_cursor")}");
        Assert.Equal(3, Assert.Single((await rest.JsonAsync(HttpStatusCode.OK)).GetProperty("data").EnumerateArray()).GetProperty("number").GetInt32());
    }
}
