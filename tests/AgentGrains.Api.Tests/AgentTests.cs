using System.Net;
using System.Text.Json;
using AgentGrains.Api.Tests.Hosting;

namespace AgentGrains.Api.Tests;

public sealed class AgentTests
{
    [Fact]
    public async Task Put_NewAgent_Is201_WithItsDefinition()
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.PutAsync("/v1/agents/airline", """{"instructions":"Be kind.","tools":[{"type":"client","name":"pick_seat","parameters":{},"effect":"read"}]}""");

        var agent = await response.JsonAsync(HttpStatusCode.Created);
        Assert.Equal("/v1/agents/airline", response.Headers.Location!.ToString());
        Assert.Equal("\"1\"", response.Headers.ETag!.Tag);
        Assert.Equal(
            """{"name":"airline","version":1,"created_at":"2030-01-02T03:04:05.678Z","archived":false,"definition":{"model":"default","instructions":"Be kind.","description":"","tools":[{"type":"client","name":"pick_seat","description":"","parameters":{},"effect":"read","ends_run":false}],"limits":{},"context":{},"metadata":{}}}""",
            agent.GetRawText());
    }

    [Fact]
    public async Task Put_SameDefinitionAgain_MakesNoVersion_AndAnotherDoes()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();

        using var same = await host.PutAsync("/v1/agents/airline", """{ "model": "default" }""");
        Assert.Equal(1, (await same.JsonAsync(HttpStatusCode.OK)).GetProperty("version").GetInt32());
        using var other = await host.PutAsync("/v1/agents/airline", """{"instructions":"New"}""");
        Assert.Equal(2, (await other.JsonAsync(HttpStatusCode.OK)).GetProperty("version").GetInt32());
        using var first = await host.GetAsync("/v1/agents/airline/versions/1");
        Assert.Equal("", (await first.JsonAsync(HttpStatusCode.OK)).GetProperty("definition").Text("instructions"));
    }

    [Fact]
    public async Task Put_WithAStaleIfMatch_Is412()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        await host.DefineAsync(definition: """{"instructions":"2"}""");

        using var stale = await host.PutAsync("/v1/agents/airline", """{"instructions":"3"}""", ("If-Match", "\"1\""));
        await stale.ProblemAsync(412, "AG2007");
        using var missing = await host.PutAsync("/v1/agents/other", "{}", ("If-Match", "*"));
        await missing.ProblemAsync(412, "AG2007");
        using var fresh = await host.PutAsync("/v1/agents/airline", """{"instructions":"3"}""", ("If-Match", "\"2\""));
        Assert.Equal("\"3\"", fresh.Headers.ETag!.Tag);
        using var garbage = await host.PutAsync("/v1/agents/airline", "{}", ("If-Match", "three"));
        await garbage.ProblemAsync(400, "AG1009");
    }

    [Fact]
    public async Task Put_ThatLosesARace_LooksAgain_AndWithIfMatchIsTold()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();

        host.Definitions.BeforePut = () => host.DefineAsync(definition: """{"instructions":"theirs"}""");
        using var without = await host.PutAsync("/v1/agents/airline", """{"instructions":"mine"}""");
        Assert.Equal(3, (await without.JsonAsync(HttpStatusCode.OK)).GetProperty("version").GetInt32());

        host.Definitions.BeforePut = () => host.DefineAsync(definition: """{"instructions":"theirs again"}""");
        using var with = await host.PutAsync("/v1/agents/airline", """{"instructions":"mine again"}""", ("If-Match", "\"3\""));
        await with.ProblemAsync(412, "AG2007");
    }

    [Fact]
    public async Task Delete_Archives_UntilItIsDefinedAgain()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        await host.RunAsync();

        using var deleted = await host.SendAsync(HttpMethod.Delete, "/v1/agents/airline");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var run = await host.PostAsync("/v1/runs", """{"agent":"airline","input":"Hi"}""");
        await run.ProblemAsync(409, "AG2008");
        using var session = await host.PostAsync("/v1/sessions", """{"agent":"airline"}""");
        await session.ProblemAsync(409, "AG2008");
        using var list = await host.GetAsync("/v1/agents");
        Assert.Equal(0, (await list.JsonAsync(HttpStatusCode.OK)).GetProperty("data").GetArrayLength());
        using var archived = await host.GetAsync("/v1/agents/airline");
        Assert.True((await archived.JsonAsync(HttpStatusCode.OK)).GetProperty("archived").GetBoolean());

        await host.DefineAsync();
        Assert.Equal(3, (await host.RunAsync()).GetProperty("agent_version").GetInt32());
    }

    [Fact]
    public async Task Runs_ReadTheAgentOnceASecond()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync();
        var before = host.Definitions.Reads;

        for (var i = 0; i < 5; i++)
            await host.RunAsync();
        Assert.Equal(before + 1, host.Definitions.Reads);
        host.Time.Advance(TimeSpan.FromSeconds(1));
        await host.RunAsync();
        Assert.Equal(before + 2, host.Definitions.Reads);
    }

    [Theory]
    [InlineData("air%2Fline")]
    [InlineData("air%0Aline")]
    [InlineData("air%20line")]
    [InlineData("-airline")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task Put_WithABadName_Is422(string name)
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.PutAsync($"/v1/agents/{name}", "{}");

        var problem = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal("AG1006", JsonElement.Parse(problem).Text("code"));
    }

    [Fact]
    public async Task Put_WithManyMistakes_NamesThemAll()
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.PutAsync("/v1/agents/airline", """
            {"model":"gpt-9","policy":"strict","limits":{"max_steps":0},"context":{"max_tokens":0},
             "tools":[
               {"type":"http","name":"a b","url":"ftp://x.example"},
               {"type":"http","name":"b","url":"https://user:pass@x.example","headers":{"Host":"y","X-Ok":{"secret":"crm-key"},"X-Bad":"a\u0007b"}},
               {"type":"http","name":"b","timeout_ms":0},
               {"type":"builtin","name":"fly"},
               {"type":"rocket","name":"c"},
               {"type":"client","name":"d","url":"https://x.example"}]}
            """);

        var errors = (await response.ProblemAsync(422, "AG1006")).GetProperty("errors");
        Assert.Equal(
            [
                "model", "policy", "limits.max_steps", "context.max_tokens", "tools[0].name", "tools[0].url", "tools[1].url", "tools[1].headers.Host",
                "tools[1].headers.X-Bad", "tools[2].timeout_ms", "tools[2].url", "tools[2].name", "tools[3].name", "tools[4].type", "tools[5].url",
            ],
            errors.EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task Put_WithAToolOfALaterService_SaysSo_AndNotThatItsFieldsAreUnknown()
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.PutAsync("/v1/agents/airline", """{"tools":[{"type":"mcp","server":"files","url":"https://mcp.example/mcp","tools":["*"]},{"type":"client","name":"a","oops":1}]}""");

        var errors = (await response.ProblemAsync(422, "AG1006")).GetProperty("errors");
        Assert.Equal(["tools[0].type", "tools[1].oops"], errors.EnumerateObject().Select(error => error.Name));
        Assert.Contains("not available on this service yet", errors.GetProperty("tools[0].type")[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"objekt"}""", "type")]
    [InlineData("""{"type":"array"}""", "type")]
    [InlineData("""{"properties":[]}""", "properties")]
    [InlineData("""{"properties":{"a":7}}""", "properties.a")]
    [InlineData("""{"properties":{"a":{"type":"text"}}}""", "properties.a.type")]
    [InlineData("""{"properties":{"a":{"type":["string","string"]}}}""", "properties.a.type")]
    [InlineData("""{"required":"a"}""", "required")]
    [InlineData("""{"required":["a","a"]}""", "required")]
    [InlineData("""{"properties":{"a":{"enum":[]}}}""", "properties.a.enum")]
    [InlineData("""{"properties":{"a":{"$ref":7}}}""", "properties.a.$ref")]
    [InlineData("""{"anyOf":{}}""", "anyOf")]
    [InlineData("""{"oneOf":[{"type":"x"}]}""", "oneOf[0].type")]
    [InlineData("""{"properties":{"a":{"minimum":"0"}}}""", "properties.a.minimum")]
    [InlineData("""{"properties":{"a":{"maxLength":-1}}}""", "properties.a.maxLength")]
    [InlineData("""{"properties":{"a":{"pattern":"("}}}""", "properties.a.pattern")]
    [InlineData("""{"properties":{"a":{"items":"string"}}}""", "properties.a.items")]
    public async Task Put_WithAnInvalidSchemaOfATool_Is422_WithThePath(string schema, string path)
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.PutAsync("/v1/agents/airline", $$"""{"tools":[{"type":"client","name":"a","parameters":{{schema}}}]}""");

        var errors = (await response.ProblemAsync(422, "AG1006")).GetProperty("errors");
        Assert.Equal([$"tools[0].parameters.{path}"], errors.EnumerateObject().Select(error => error.Name));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"type":"object","properties":{"a":{"type":["string","null"],"enum":["x",null]},"b":true},"required":["a"],"additionalProperties":false,"$defs":{"c":{"$ref":"#/$defs/c"}}}""")]
    [InlineData("""{"anyOf":[{"required":["a"]},{"required":["b"]}],"x-own":{"anything":[1]}}""")]
    public async Task Put_WithAValidSchema_IsTaken(string schema)
    {
        await using var host = await ApiHost.StartAsync();

        await host.DefineAsync(definition: $$"""{"tools":[{"type":"client","name":"a","parameters":{{schema}}}]}""");
    }

    [Fact]
    public async Task Put_WithASchemaTooDeep_Is422()
    {
        await using var host = await ApiHost.StartAsync();
        var schema = string.Concat(Enumerable.Repeat("""{"not":""", 40)) + "{}" + new string('}', 40);

        using var response = await host.PutAsync("/v1/agents/airline", $$"""{"tools":[{"type":"client","name":"a","parameters":{{schema}}}]}""");

        await response.ProblemAsync(422, "AG1006");
    }

    [Fact]
    public async Task Put_WithADefinitionOver256KiB_Is413()
    {
        await using var host = await ApiHost.StartAsync();
        var tools = string.Join(',', Enumerable.Range(0, 100).Select(i => $$"""{"type":"client","name":"t{{i}}","description":"{{new string('x', 4000)}}"}"""));

        using var response = await host.PutAsync("/v1/agents/airline", $$"""{"tools":[{{tools}}]}""");

        await response.ProblemAsync(413, "AG1005");
    }
}
