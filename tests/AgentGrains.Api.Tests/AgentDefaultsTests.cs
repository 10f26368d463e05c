using System.Net;
using System.Text.Json;
using AgentGrains.Api.Tests.Hosting;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions.Lifecycle;

namespace AgentGrains.Api.Tests;

/// <summary>What a definition says where its author said nothing.</summary>
public sealed class AgentDefaultsTests
{
    private const string Echo = """{"type":"builtin","name":"echo"}""";
    private const string Pay = """{"type":"http","name":"pay","url":"https://x.example/pay"}""";

    [Fact]
    public async Task EmptyDefinition_HasEveryDefault()
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.PutAsync("/v1/agents/airline", "{}");

        Assert.Equal(
            """{"model":"default","instructions":"","description":"","tools":[],"limits":{},"context":{},"metadata":{}}""",
            (await response.JsonAsync(HttpStatusCode.Created)).GetProperty("definition").GetRawText());
    }

    [Theory]
    [InlineData(Pay, "irreversible")]
    [InlineData("""{"type":"http","name":"pay","url":"https://x.example/pay","effect":null}""", "irreversible")]
    [InlineData("""{"type":"client","name":"sign"}""", "irreversible")]
    [InlineData(Echo, "read")]
    [InlineData("""{"type":"builtin","name":"sleep"}""", "read")]
    [InlineData("""{"type":"builtin","name":"wait_for_signal"}""", "read")]
    [InlineData("""{"type":"http","name":"echo","url":"https://x.example/echo"}""", "irreversible")]
    [InlineData("""{"effect":"compensatable","type":"builtin","name":"echo"}""", "compensatable")]
    [InlineData("""{"type":"client","name":"look","effect":"read"}""", "read")]
    public async Task ToolWithoutAnEffect_IsIrreversible_ButForTheServicesOwn(string tool, string effect)
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.PutAsync("/v1/agents/airline", $$"""{"tools":[{{tool}}]}""");

        Assert.Equal(effect, (await response.JsonAsync(HttpStatusCode.Created)).GetProperty("definition").GetProperty("tools")[0].Text("effect"));
    }

    [Theory]
    [InlineData(Echo, "echo", "running", null)]
    [InlineData(Pay, "pay", "waiting", "recovery")]
    public async Task ToolWithoutAnEffect_WhoseHostIsLost_RunsAgain_OnlyIfItLooksOnly(string tool, string name, string status, string? reason)
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync(definition: $$"""{"tools":[{{tool}}]}""");
        host.Sessions.Script = effect => effect is Core.Sessions.Effect.CallModel ? ScriptedAnswers.Call(effect, name, "{}") : null;
        var run = RunId.Parse((await host.RunAsync()).Text("id"));

        await host.Sessions.SendAsync(new SessionKey(ApiHost.Tenant, run.Session), new TakeOver([]), run.Key, TestContext.Current.CancellationToken);

        using var response = await host.GetAsync($"/v1/runs/{run}");
        var after = await response.JsonAsync(HttpStatusCode.OK);
        Assert.Equal(status, after.Text("status"));
        Assert.Equal(reason, after.GetProperty("waiting") is { ValueKind: JsonValueKind.Object } waiting ? waiting.Text("reason") : null);
    }

    [Fact]
    public void EffectThatGotLost_IsTheSafeOne() => Assert.Equal(ToolEffect.Irreversible, default);

    [Fact]
    public void BuiltinTool_HasItsOwnEffect() => Assert.All(
        BuiltinTools.Names, static name => Assert.Equal(BuiltinTools.Find(name)!.Effect, new BuiltinToolDefinition { Name = name }.Effect));

    [Fact]
    public void DefinitionsStoredWithoutFields_ReadAsTheDefaults()
    {
        var stored = AgentJson.Read("""{"tools":[{"type":"builtin","name":"echo"},{"type":"http","name":"pay"}]}"""u8);

        Assert.Equal(("default", "", "", null), (stored.Model, stored.Instructions, stored.Description, stored.Policy));
        Assert.Equal((new RunLimits(), new ContextDefinition()), (stored.Limits, stored.Context));
        Assert.Empty(stored.Metadata);
        Assert.Equal([true, false], stored.Tools.Select(tool => tool.RunsAgain));
        Assert.Equal((null, null, false, ""), (stored.Tools[1].TimeoutMs, Assert.IsType<HttpToolDefinition>(stored.Tools[1]).Headers, stored.Tools[1].EndsRun, stored.Tools[1].Description));
    }
}
