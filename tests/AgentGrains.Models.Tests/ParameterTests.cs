using System.Text.Json;
using AgentGrains.Core.Models;
using AgentGrains.Models.ChatCompletions;
using static AgentGrains.Models.Tests.Calls;
using static AgentGrains.Models.Tests.RequestDouble;

namespace AgentGrains.Models.Tests;

/// <summary>Parameters of the configured model and of the agent, byte for byte as they go out.</summary>
public sealed class ParameterTests
{
    private const string Head = """{"model":"gpt-test","messages":[{"role":"user","content":"Hi"}],"stream":true,"stream_options":{"include_usage":true}""";

    private const string Everything =
        """
        {"extra_body":{"top_k":5},"extra_headers":{"X-A":"a"},"seed":7,"stop":["a"],"response_format":{"type":"text"},"parallel_tool_calls":true,"tool_choice":"auto",
         "reasoning_effort":"low","max_output_tokens":9,"top_p":0.5,"temperature":0.1}
        """;

    public static TheoryData<string, string> Written => new()
    {
        { "{}", "" },
        { """{"temperature":0.2}""", ""","temperature":0.2""" },
        { """{"temperature":0}""", ""","temperature":0""" },
        { """{"top_p":0.95}""", ""","top_p":0.95""" },
        { """{"max_output_tokens":1000}""", ""","max_tokens":1000""" },
        { """{"reasoning_effort":"minimal"}""", ",\"reasoning_effort\":\"minimal\"" },
        { """{"seed":-9223372036854775808}""", ""","seed":-9223372036854775808""" },
        { """{"stop":["END","\n\n","é\u003c"]}""", ""","stop":["END","\n\n","é<"]""" },
        { """{"response_format":{"type":"text"}}""", ""","response_format":{"type":"text"}""" },
        {
            """{"response_format":{"type":"json_schema","json_schema":{"name":"answer","schema":{ "type" : "object" }}}}""",
            ""","response_format":{"type":"json_schema","json_schema":{"name":"answer","schema":{ "type" : "object" }}}"""
        },
        {
            """{"response_format":{"type":"json_schema","json_schema":{"strict":true,"schema":{"type":"object"},"description":"In \"words\".","name":"a-b_1"}}}""",
            ""","response_format":{"type":"json_schema","json_schema":{"name":"a-b_1","description":"In \"words\".","schema":{"type":"object"},"strict":true}}"""
        },
        {
            """{"response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{"type":"object"},"strict":false}}}""",
            ""","response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{"type":"object"},"strict":false}}"""
        },
        { """{"extra_body":{"top_k":5,"provider":{ "order":["a", "b"] },"a\"b":1.0e1}}""", ""","top_k":5,"provider":{ "order":["a", "b"] },"a\"b":1.0e1""" },
        { """{"extra_body":{}}""", "" },
        // Both apply to tools only, and this call has none.
        { """{"tool_choice":"auto","parallel_tool_calls":false}""", "" },
        { Everything, ""","temperature":0.1,"top_p":0.5,"max_tokens":9,"reasoning_effort":"low","seed":7,"stop":["a"],"response_format":{"type":"text"},"top_k":5""" },
    };

    [Theory]
    [MemberData(nameof(Written))]
    public async Task Body_ParametersOfModelOrAgent_AreWrittenAfterTheMessages(string parameters, string members)
    {
        var expected = $"{Head}{members}}}";

        Assert.Equal(expected, (await SentAsync(Of(User("Hi")), ("Parameters", parameters))).Body);
        Assert.Equal(expected, (await SentAsync(Of(User("Hi")) with { Parameters = Parameters(parameters) })).Body);
    }

    public static TheoryData<string, string, string> Overridden => new()
    {
        { "temperature", "0", "0" },
        { "top_p", "1", "1" },
        { "max_output_tokens", "10", "10" },
        { "reasoning_effort", "\"high\"", "\"high\"" },
        { "tool_choice", "\"none\"", "\"none\"" },
        { "parallel_tool_calls", "false", "false" },
        { "seed", "8", "8" },
        { "stop", "[\"b\",\"c\"]", "[\"b\",\"c\"]" },
        {
            "response_format", """{"type":"json_schema","json_schema":{"name":"b","schema":{"type":"object"}}}""",
            """{"type":"json_schema","json_schema":{"name":"b","schema":{"type":"object"}}}"""
        },
    };

    [Theory]
    [MemberData(nameof(Overridden))]
    public async Task Body_ParameterOfBoth_IsTheAgents_AndTheOthersAreTheModels(string name, string value, string written)
    {
        var call = Of(User("Hi")) with { Tools = [Declare("t", "{}")] };

        var ofModel = JsonElement.Parse((await SentAsync(call, ("Parameters", Everything))).Body);
        var ofBoth = JsonElement.Parse((await SentAsync(call with { Parameters = Parameters($$"""{"{{name}}":{{value}}}""") }, ("Parameters", Everything))).Body);

        var member = name == "max_output_tokens" ? "max_tokens" : name;
        Assert.Equal(written, ofBoth.GetProperty(member).GetRawText());
        Assert.NotEqual(written, ofModel.GetProperty(member).GetRawText());
        Assert.Equal(Others(ofModel, member), Others(ofBoth, member));
    }

    [Fact]
    public async Task Body_ExtraBodyOfBoth_IsTheAgentsAsAWhole()
    {
        var sent = await SentAsync(Of(User("Hi")) with { Parameters = Parameters("""{"extra_body":{"min_p":0.1}}""") }, ("Parameters", """{"extra_body":{"top_k":5},"seed":1}"""));

        Assert.Equal($$"""{{Head}},"seed":1,"min_p":0.1}""", sent.Body);
    }

    [Theory]
    [InlineData("openai", null, "max_tokens")]
    [InlineData("openai", "max_completion_tokens", "max_completion_tokens")]
    [InlineData("openai", "max_tokens", "max_tokens")]
    [InlineData("azure-openai", null, "max_completion_tokens")]
    [InlineData("azure-openai", "max_tokens", "max_tokens")]
    public async Task Body_MaxOutputTokens_HasTheNameThatTheEndpointTakes(string provider, string? setting, string member)
    {
        var sent = await SentAsync(Of(User("Hi")) with { Parameters = Parameters("""{"max_output_tokens":7}""") }, ("Provider", provider), ("MaxTokensMember", setting ?? ""));

        Assert.Equal($$"""{{Head}},"{{member}}":7}""", sent.Body);
    }

    [Fact]
    public async Task Body_MaxOutputTokens_AtOpenAIsOwnAddress_IsMaxCompletionTokens()
    {
        // This address cannot be a double's, so the request is not sent.
        var request = new CompletionRequest("default", new ModelOptions { Provider = "openai", Model = "gpt-test", ApiKey = "key", Parameters = Parameters("""{"max_output_tokens":7}""") });

        using var content = request.Write(Of(User("Hi"))).ToContent();

        Assert.Equal($$"""{{Head}},"max_completion_tokens":7}""", await content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Body_StreamOptionsFalse_HasNone()
    {
        Assert.Equal("""{"model":"gpt-test","messages":[{"role":"user","content":"Hi"}],"stream":true}""", (await SentAsync(Of(User("Hi")), ("StreamOptions", "false"))).Body);
        Assert.Equal($"{Head}}}", (await SentAsync(Of(User("Hi")), ("StreamOptions", "True"))).Body);
    }

    [Fact]
    public async Task Headers_ExtraOnes_AreSentBesides()
    {
        const string OfModel = """{"extra_headers":{"HTTP-Referer":"https://agents.example/?a=\"b\"","X-Title":"Agents, two"}}""";

        var ofModel = (await SentAsync(Of(User("Hi")), ("Parameters", OfModel))).Headers;
        var ofBoth = (await SentAsync(Of(User("Hi")) with { Parameters = Parameters("""{"extra_headers":{"X-Title":"Other"}}""") }, ("Parameters", OfModel))).Headers;

        Assert.Equal(("https://agents.example/?a=\"b\"", "Agents, two"), (ofModel["HTTP-Referer"], ofModel["X-Title"]));
        Assert.Equal("Other", ofBoth["X-Title"]);
        Assert.DoesNotContain("HTTP-Referer", ofBoth.Keys);
        foreach (var headers in (IReadOnlyDictionary<string, string>[])[ofModel, ofBoth])
            Assert.Equal(("Bearer sk-very-secret", "application/json", "text/event-stream, application/json"), (headers["Authorization"], headers["Content-Type"], headers["Accept"]));
    }

    [Fact]
    public void Or_NothingSet_IsTheOther()
    {
        var other = Parameters(Everything);

        Assert.Same(other, ModelParameters.None.Or(other));
        Assert.Same(other, other.Or(ModelParameters.None));
    }

    private static IEnumerable<string> Others(JsonElement body, string member) => body.EnumerateObject().Where(one => one.Name != member).Select(one => one.ToString());
}
