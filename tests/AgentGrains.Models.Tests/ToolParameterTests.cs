using System.Text.Json;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Models;
using AgentGrains.Core.Tools;
using static AgentGrains.Models.Tests.Calls;
using static AgentGrains.Models.Tests.RequestDouble;

namespace AgentGrains.Models.Tests;

/// <summary>What applies to tools only: the choice, and several calls in one answer.</summary>
public sealed class ToolParameterTests
{
    private const string Function = """{"type":"function","function":{"name":"t"}}""";
    private const string Tools = """[{"type":"function","function":{"name":"t","description":"What it does.","parameters":{"type":"object","properties":{}}}}]""";

    [Theory]
    [InlineData("\"auto\"")]
    [InlineData("\"none\"")]
    [InlineData("\"required\"")]
    [InlineData(Function)]
    public async Task Body_ToolChoice_FollowsTheTools(string choice)
    {
        var sent = await SentAsync(WithTool(choice, User("Hi")));

        Assert.Equal(
            $$$"""{"model":"gpt-test","messages":[{"role":"user","content":"Hi"}],"tools":{{{Tools}}},"tool_choice":{{{choice}}},"stream":true,"stream_options":{"include_usage":true}}""",
            sent.Body);
    }

    [Theory]
    [InlineData("\"auto\"", "\"auto\"")]
    [InlineData("\"none\"", "\"none\"")]
    [InlineData("\"required\"", null)]
    [InlineData(Function, null)]
    public async Task Body_ToolChoice_AfterAToolsResult_ForcesNoOtherCall(string choice, string? sentChoice)
    {
        PromptMessage[] messages = [User("Hi"), Assistant(null, new ToolRequest("c", "t", "{}")), Tool("c", "1")];

        Assert.Equal(sentChoice, (await SentAsync(WithTool(choice, messages))).Member("tool_choice"));
        Assert.Equal(sentChoice, (await SentAsync(WithTool(choice, messages), ("MessageOrder", "strict"))).Member("tool_choice"));
    }

    [Theory]
    [InlineData("\"required\"")]
    [InlineData(Function)]
    public async Task Body_ToolChoice_WhileTheAnswerAfterAToolsResultIsCorrected_ForcesNoOtherCall(string choice)
    {
        var call = WithTool(choice, User("Hi"), Assistant(null, new ToolRequest("c", "t", "{}")), Tool("c", "1")) with { Correction = "It is not JSON." };

        Assert.Null((await SentAsync(call)).Member("tool_choice"));
        Assert.Null((await SentAsync(call, ("MessageOrder", "strict"))).Member("tool_choice"));
    }

    [Fact]
    public async Task Body_ToolChoice_AfterTheNextMessageOfTheUser_ForcesAgain()
    {
        var call = WithTool("\"required\"", User("Hi"), Assistant(null, new ToolRequest("c", "t", "{}")), Tool("c", "1"), User("And now?"));

        Assert.Equal("\"required\"", (await SentAsync(call)).Member("tool_choice"));
        Assert.Equal("\"required\"", (await SentAsync(call, ("MessageOrder", "strict"))).Member("tool_choice"));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task Body_ParallelToolCalls_OnlyWithTools(string parallel)
    {
        var call = Of(User("Hi")) with { Parameters = Parameters($$"""{"parallel_tool_calls":{{parallel}}}""") };

        Assert.Equal(parallel, (await SentAsync(call with { Tools = [Declare("t", "{}")] })).Member("parallel_tool_calls"));
        Assert.Null((await SentAsync(call)).Member("parallel_tool_calls"));
        Assert.Null((await SentAsync(call)).Member("tools"));
    }

    [Fact]
    public async Task Body_BothOfThem_ComeInThisOrder()
    {
        var sent = await SentAsync(WithTool("\"auto\"", User("Hi")), ("Parameters", """{"parallel_tool_calls":true,"temperature":1}"""));

        Assert.Equal(
            ["model", "messages", "tools", "tool_choice", "parallel_tool_calls", "stream", "stream_options", "temperature"],
            JsonElement.Parse(sent.Body).EnumerateObject().Select(member => member.Name));
    }

    private static ModelRequest WithTool(string choice, params PromptMessage[] messages) => Of(messages) with
    {
        Tools = [Declare("t", """{"type":"object","properties":{}}""")],
        Parameters = Parameters($$"""{"tool_choice":{{choice}}}"""),
    };
}
