using System.Net;
using System.Text;
using AgentGrains.Api.Tests.Hosting;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Stores;

namespace AgentGrains.Api.Tests;

/// <summary>What is wrong is said as a problem document with its code, and nothing is written.</summary>
public sealed class BadInputTests
{
    [Fact]
    public async Task MalformedJson_Is400_WithLineAndByte()
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.PostAsync("/v1/runs", "{\n  \"agent\": airline}");

        var problem = await response.ProblemAsync(400, "AG1001");
        Assert.Equal("The body is not JSON: line 2, byte 12.", problem.Text("detail"));
        await AssertNothingWrittenAsync(host);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{} {}")]
    public async Task BodyThatIsNoObject_Is400(string body)
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.PostAsync("/v1/runs", body);

        await response.ProblemAsync(400, "AG1001");
    }

    [Fact]
    public async Task WrongTypes_Are400_AllOfThemByPath()
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.PostAsync("/v1/runs", """{"agent":7,"input":{"role":"user"},"limits":{"max_steps":"many"},"metadata":{"k":1},"on_conflict":"panic"}""");

        var errors = (await response.ProblemAsync(400, "AG1001")).GetProperty("errors");
        Assert.Equal(["agent", "input", "limits.max_steps", "metadata.k", "on_conflict"], errors.EnumerateObject().Select(error => error.Name));
        Assert.Equal("One of: enqueue, reject, interrupt, steer.", errors.GetProperty("on_conflict")[0].GetString());
        await AssertNothingWrittenAsync(host);
    }

    [Fact]
    public async Task MissingAndUnknownFields_Are422_ByPath()
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.PostAsync("/v1/runs", """{"input":"Hi","strem":true}""");

        var errors = (await response.ProblemAsync(422, "AG1006")).GetProperty("errors");
        Assert.Equal(["strem", "agent"], errors.EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task UnknownFieldsInADefinition_Are422_ByPath()
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.PutAsync("/v1/agents/airline", """{"instrucions":"x","tools":[{"type":"client","name":"a"},{"type":"client","name":"b","uri":"https://x.example"}]}""");

        var errors = (await response.ProblemAsync(422, "AG1006")).GetProperty("errors");
        Assert.Equal(["instrucions", "tools[1].uri"], errors.EnumerateObject().Select(error => error.Name));
        await AssertNoAgentAsync(host);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task BodyOf10Megabytes_Is413(bool saysItsLength)
    {
        await using var host = await ApiHost.StartAsync();
        var body = new ByteArrayContent(Encoding.UTF8.GetBytes("{\"agent\":\"airline\",\"input\":\"" + new string('x', 10_000_000) + "\"}"));
        body.Headers.Add("Content-Type", "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/runs") { Content = body };
        request.Headers.TransferEncodingChunked = !saysItsLength;
        request.Headers.ExpectContinue = saysItsLength;

        using var response = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);

        await response.ProblemAsync(413, "AG1005");
        await AssertNothingWrittenAsync(host);
    }

    [Fact]
    public async Task MessageOver1MiB_Is422()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();

        using var response = await host.PostAsync("/v1/runs", "{\"agent\":\"airline\",\"input\":\"" + new string('x', (1024 * 1024) + 1) + "\"}");

        var problem = await response.ProblemAsync(422, "AG1006");
        Assert.True(problem.GetProperty("errors").TryGetProperty("input[0].content", out _));
        await AssertNothingWrittenAsync(host);
    }

    [Theory]
    [InlineData("""{"agent":"absent","input":"Hi"}""")]
    [InlineData("""{"agent":"no/body","input":"Hi"}""")]
    [InlineData("""{"agent":"airline","session":"ses_01ARZ3NDEKTSV4RRFFQ69G5FAV","input":"Hi"}""")]
    [InlineData("""{"agent":"airline","session":"nonsense","input":"Hi"}""")]
    public async Task RunOfAnUnknownAgentOrSession_Is404(string body)
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();

        using var response = await host.PostAsync("/v1/runs", body);

        await response.ProblemAsync(404, "AG1004");
        await AssertNothingWrittenAsync(host);
    }

    [Theory]
    [InlineData("GET", "/v1/runs/run_01ARZ3NDEKTSV4RR01ARZ3NDEKTSV4RRFFQ69G5FAV")]
    [InlineData("GET", "/v1/runs/nonsense")]
    [InlineData("GET", "/v1/runs/nonsense/steps")]
    [InlineData("GET", "/v1/runs/run_01ARZ3NDEKTSV4RR01ARZ3NDEKTSV4RRFFQ69G5FAV/events")]
    [InlineData("POST", "/v1/runs/run_01ARZ3NDEKTSV4RR01ARZ3NDEKTSV4RRFFQ69G5FAV:cancel")]
    [InlineData("GET", "/v1/sessions/ses_01ARZ3NDEKTSV4RRFFQ69G5FAV")]
    [InlineData("GET", "/v1/sessions/ses_01ARZ3NDEKTSV4RRFFQ69G5FAV/messages")]
    [InlineData("GET", "/v1/sessions/ses_01ARZ3NDEKTSV4RRFFQ69G5FAV/events")]
    [InlineData("DELETE", "/v1/sessions/ses_01ARZ3NDEKTSV4RRFFQ69G5FAV")]
    [InlineData("GET", "/v1/agents/absent")]
    [InlineData("GET", "/v1/agents/absent/versions/1")]
    [InlineData("DELETE", "/v1/agents/absent")]
    [InlineData("GET", "/v1/nothing")]
    [InlineData("GET", "/nothing")]
    public async Task WhatIsNotThere_Is404(string method, string path)
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.SendAsync(HttpMethod.Parse(method), path);

        await response.ProblemAsync(404, "AG1004");
    }

    [Fact]
    public async Task WrongMethod_Is405_WithAllow()
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.SendAsync(HttpMethod.Delete, "/v1/runs");

        await response.ProblemAsync(405, "AG1011");
        Assert.Equal(["GET", "POST"], response.Content.Headers.Allow.Order());
    }

    [Fact]
    public async Task WrongMediaType_Is415()
    {
        await using var host = await ApiHost.StartAsync();
        using var content = new StringContent("agent=airline", Encoding.UTF8, "application/x-www-form-urlencoded");

        using var response = await host.Http.PostAsync("/v1/runs", content, TestContext.Current.CancellationToken);

        await response.ProblemAsync(415, "AG1011");
    }

    [Fact]
    public async Task UnexpectedFailure_Is500_WithoutInternals()
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.GetAsync("/fails");

        var problem = await response.ProblemAsync(500, "AG4999");
        Assert.DoesNotContain("secret", problem.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=101")]
    [InlineData("limit=ten")]
    [InlineData("status=sleeping")]
    [InlineData("session=nonsense")]
    [InlineData("created_after=yesterday")]
    [InlineData("limit=1&limit=2")]
    public async Task ListWithABadParameter_Is400(string query)
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.GetAsync($"/v1/runs?{query}");

        var problem = await response.ProblemAsync(400, "AG1009");
        Assert.True(problem.GetProperty("errors").TryGetProperty(query[..query.IndexOf('=', StringComparison.Ordinal)], out _));
    }

    [Theory]
    [InlineData("messages", """{"content":"CONTENT"}""")]
    [InlineData("tool-results", """{"tool_call_id":"call_1","content":"CONTENT"}""")]
    [InlineData("signals", """{"name":"go","content":"CONTENT"}""")]
    public async Task InputToAnEndedRun_Is409_AndWritesNothing(string what, string body)
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        var run = await host.RunAsync();
        var appends = 0;
        host.Sessions.Appended = _ => appends++;
        var large = new string('x', Content.MaxInlineBytes + 1);

        using var response = await host.PostAsync($"/v1/runs/{run.Text("id")}/{what}", body.Replace("CONTENT", large, StringComparison.Ordinal));

        await response.ProblemAsync(409, "AG2003");
        Assert.Equal(0, appends);
        Assert.Null(await host.Service<IPayloadStore>().GetAsync(ApiHost.Tenant, PayloadReference.Of(Encoding.UTF8.GetBytes(large)), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("messages", """{"content":"Hurry","id":"m-1"}""", true)]
    [InlineData("tool-results", """{"tool_call_id":"call_1","content":"42"}""", false)]
    [InlineData("signals", """{"name":"go","content":"","id":"s-1"}""", true)]
    public async Task RepeatedInput_OfAnEndedRun_IsAnsweredLikeTheFirst(string what, string body, bool named)
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync(definition: """{"tools":[{"type":"client","name":"pick"}]}""");
        host.Sessions.Script = ScriptedAnswers.ToolThenText("pick", "I see.");
        var run = await host.RunAsync();
        if (what == "tool-results")
            host.Sessions.Script = _ => null;
        using var first = await host.PostAsync($"/v1/runs/{run.Text("id")}/{what}", body);
        await first.JsonAsync(HttpStatusCode.Accepted);
        using var stopped = await host.SendAsync(HttpMethod.Post, $"/v1/runs/{run.Text("id")}:terminate");

        using var second = await host.PostAsync($"/v1/runs/{run.Text("id")}/{what}", body);
        Assert.Equal("terminated", (await second.JsonAsync(HttpStatusCode.Accepted)).Text("status"));

        if (!named)
            return;
        using var other = await host.PostAsync($"/v1/runs/{run.Text("id")}/{what}", body.Replace("-1", "-2", StringComparison.Ordinal));
        await other.ProblemAsync(409, "AG2003");
    }

    private static async Task AssertNothingWrittenAsync(ApiHost host)
    {
        using var runs = await host.GetAsync("/v1/runs");
        Assert.Equal("""{"data":[],"next_cursor":null}""", await runs.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, host.Sessions.Inputs);
    }

    private static async Task AssertNoAgentAsync(ApiHost host)
    {
        using var agents = await host.GetAsync("/v1/agents");
        Assert.Equal("""{"data":[],"next_cursor":null}""", await agents.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
