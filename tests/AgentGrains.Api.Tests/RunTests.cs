using System.Net;
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
            $$$"""{"id":"{{{id}}}","session":"{{{session}}}","agent":"airline","agent_version":1,"status":"completed","waiting":null,"output":{"text":"Hello."},"error":null,"usage":{"input_tokens":100,"output_tokens":20,"cached_input_tokens":10,"cost_micros":1500,"currency":"USD","steps":1,"model_calls":1,"tool_calls":0,"sandbox_ms":0},"created_at":"2030-01-02T03:04:05.678Z","started_at":"2030-01-02T03:04:05.678Z","ended_at":"2030-01-02T03:04:05.678Z","metadata":{"k":"v"}}""",
            run.GetRawText());
    }
}
