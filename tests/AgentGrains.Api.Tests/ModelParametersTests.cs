using System.Net;
using AgentGrains.Api.Tests.Hosting;

namespace AgentGrains.Api.Tests;

/// <summary>Parameters of an agent's model calls: returned as they were defined, or refused with the path of each that is wrong.</summary>
public sealed class ModelParametersTests
{
    private const string All =
        """
        {"temperature":0.2,"top_p":0.9,"max_output_tokens":500,"reasoning_effort":"low","tool_choice":{"type":"function","function":{"name":"look"}},"parallel_tool_calls":false,"response_format":{"type":"json_schema","json_schema":{"name":"city","description":"Where.","schema":{"type":"object","properties":{"city":{"type":"string"}}},"strict":true}},"stop":["END"],"seed":7,"extra_headers":{"X-Title":"Agents"},"extra_body":{"top_k":1.0e1}}
        """;

    [Fact]
    public async Task Put_EveryParameter_IsReturnedAsItWasDefined()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync(definition: Definition(All));

        using var response = await host.GetAsync("/v1/agents/airline");

        Assert.Equal(All, (await response.JsonAsync(HttpStatusCode.OK)).GetProperty("definition").GetProperty("model_parameters").GetRawText());
    }

    [Fact]
    public async Task Put_SameParametersAgain_MakesNoVersion()
    {
        await using var host = await ApiHost.StartAsync();
        await host.DefineAsync(definition: Definition(All));
        await host.DefineAsync(definition: Definition(All));
        Assert.Equal(1, await VersionAsync(host));

        await host.DefineAsync(definition: Definition(All.Replace("0.2", "0.3", StringComparison.Ordinal)));

        Assert.Equal(2, await VersionAsync(host));
    }

    [Fact]
    public async Task Put_ParametersOutOfBounds_Is422_WithEveryPath()
    {
        await using var host = await ApiHost.StartAsync();
        const string Parameters =
            """
            {"temperature":3,"top_p":0,"max_output_tokens":0,"reasoning_effort":"very high","tool_choice":{"type":"function","function":{"name":"gone"}},"stop":[],
             "response_format":{"type":"json_schema","json_schema":{"name":"a b","schema":{"type":"array"}}},"extra_headers":{"Authorization":"x"},"extra_body":{"model":"x"}}
            """;

        using var response = await host.PutAsync("/v1/agents/airline", Definition(Parameters));

        Assert.Equal(
            [
                "model_parameters.extra_body.model", "model_parameters.extra_headers.Authorization", "model_parameters.max_output_tokens", "model_parameters.reasoning_effort",
                "model_parameters.response_format.json_schema.name", "model_parameters.response_format.json_schema.schema.type", "model_parameters.stop", "model_parameters.temperature",
                "model_parameters.tool_choice.function.name", "model_parameters.top_p",
            ],
            (await response.ProblemAsync(422, "AG1006")).GetProperty("errors").EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal));
        using var agent = await host.GetAsync("/v1/agents/airline");
        await agent.ProblemAsync(404, "AG1004");
    }

    [Theory]
    [InlineData("""{"temprature":1}""", 422, "AG1006", "model_parameters.temprature")]
    [InlineData("""{"response_format":{"type":"text","strict":true}}""", 422, "AG1006", "model_parameters.response_format.strict")]
    [InlineData("""{"temperature":"hot"}""", 400, "AG1001", "model_parameters.temperature")]
    [InlineData("""{"max_output_tokens":1.5}""", 400, "AG1001", "model_parameters.max_output_tokens")]
    [InlineData("""{"seed":9223372036854775808}""", 400, "AG1001", "model_parameters.seed")]
    [InlineData("""{"stop":"END"}""", 400, "AG1001", "model_parameters.stop")]
    [InlineData("""{"extra_headers":{"X-A":7}}""", 400, "AG1001", "model_parameters.extra_headers.X-A")]
    [InlineData("""{"tool_choice":{"type":7}}""", 422, "AG1006", "model_parameters.tool_choice")]
    [InlineData("""{"tool_choice":"\ud800"}""", 422, "AG1006", "model_parameters.tool_choice")]
    [InlineData("""{"extra_body":{"\ud800":1}}""", 422, "AG1006", "model_parameters.extra_body")]
    [InlineData("""{"response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{"title":"\ud800"}}}}""", 422, "AG1006", "model_parameters.response_format.json_schema.schema")]
    public async Task Put_ParametersOfAnotherForm_AreRefusedWithTheirPath(string parameters, int status, string code, string path)
    {
        await using var host = await ApiHost.StartAsync();

        using var response = await host.PutAsync("/v1/agents/airline", Definition(parameters));

        Assert.Equal(path, Assert.Single((await response.ProblemAsync(status, code)).GetProperty("errors").EnumerateObject()).Name);
    }

    private static string Definition(string parameters) => $$"""{"tools":[{"type":"client","name":"look"}],"model_parameters":{{parameters}}}""";

    private static async Task<int> VersionAsync(ApiHost host)
    {
        using var response = await host.GetAsync("/v1/agents/airline");
        return (await response.JsonAsync(HttpStatusCode.OK)).GetProperty("version").GetInt32();
    }
}
