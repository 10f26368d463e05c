using System.Text;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Models;
using Microsoft.Extensions.Time.Testing;
using static AgentGrains.Models.Tests.Calls;

namespace AgentGrains.Models.Tests;

public sealed class ScriptedTests
{
    [Theory]
    [InlineData("steps:1", 1)]
    [InlineData("steps:3;size:0", 3)]
    [InlineData("steps:4", 4)]
    [InlineData("steps:5;size:10", 5)]
    [InlineData("size:1024;steps:10", 10)]
    [InlineData("steps:101", 101)]
    [InlineData("steps:1000;size:3", 1000)]
    public async Task Script_OfNSteps_TakesExactlyN(string script, int steps)
    {
        Assert.Equal(steps, (await PlayAsync(Stage(script), [User("Go.")])).Steps);
        Assert.Equal(steps, (await PlayAsync(Stage(), [User($"#script {script}\nand nothing else")])).Steps);
    }

    [Fact]
    public async Task Script_AfterEarlierRuns_LooksOnlyAtItsOwn()
    {
        var model = Stage("steps:7");
        var (first, messages) = await PlayAsync(model, [User("Go.")]);
        messages.Add(User("Again."));
        var (second, _) = await PlayAsync(model, messages);
        Assert.Equal((7, 7), (first, second));
    }

    [Fact]
    public async Task Script_LongConversation_ReadsOnlyItsEnd()
    {
        var messages = new CountingList([.. Enumerable.Range(0, 3_000).Select(i => User($"{i}"))]);
        await Stage("steps:1").AskAsync(Of(messages));
        Assert.True(messages.Reads <= 4, $"{messages.Reads} reads");
    }

    [Fact]
    public async Task Script_Size_IsBytesOfTextInEachCall()
    {
        var answer = await Stage("steps:4;size:100").AskAsync(Of(User("Go.")));
        Assert.Equal(2, answer.ToolCalls.Count);
        Assert.All(answer.ToolCalls, call => Assert.Equal($$"""{"text":"{{new string('x', 100)}}"}""", call.Arguments));
        Assert.Equal("tool_calls", answer.FinishReason);
        Assert.Equal((2 * 111 + 3) / 4, answer.Usage.OutputTokens);
    }

    [Fact]
    public async Task Script_Chunk_StreamsThePieces()
    {
        var pieces = new List<string>();
        await Stage("steps:1;size:10;chunk:4").CallAsync(Of(User("Go.")), pieces.Add, TestContext.Current.CancellationToken);
        Assert.Equal(["zzzz", "zzzz", "zz"], pieces);
    }

    [Fact]
    public async Task Script_Chunk_KeepsPairsOfSurrogatesTogether()
    {
        var pieces = new List<string>();
        await Stage("chunk:1").CallAsync(Of(User("😀")), pieces.Add, TestContext.Current.CancellationToken);
        Assert.Contains("😀", pieces);
    }

    [Fact]
    public async Task Script_Delay_WaitsByTheClock()
    {
        var time = new FakeTimeProvider();
        var asked = Stage("steps:1;delay_ms:5000", time).AskAsync(Of(User("Go.")));
        Assert.False(asked.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.NotNull((await asked).Text);
    }

    [Theory]
    [InlineData("steps:2")]
    [InlineData("steps:0")]
    [InlineData("steps")]
    [InlineData("steps:3;steps:3")]
    [InlineData("speed:3")]
    [InlineData("chunk:0")]
    public async Task Script_NotPlayable_FailsForGood(string script)
    {
        var failure = await Assert.ThrowsAsync<ModelException>(() => Stage().AskAsync(Of(User($"#script {script}"))));
        Assert.Equal(ModelFailureKind.Permanent, failure.Kind);
        Assert.Contains(script, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conversation_FirstTurn_SaysWhatItIsAndHowToGetARealOne()
    {
        var answer = await Stage().AskAsync(Of(User("Good morning")));
        Assert.Contains("not a language model", answer.Text, StringComparison.Ordinal);
        Assert.Contains("AgentGrains__Models__default__Provider=openai", answer.Text, StringComparison.Ordinal);
        Assert.Contains("Good morning", answer.Text, StringComparison.Ordinal);
        Assert.Equal("scripted", answer.Model);
        Assert.Equal("stop", answer.FinishReason);
    }

    [Fact]
    public async Task Conversation_Goes_CountsItsTurns()
    {
        var answer = await Stage().AskAsync(Of(User("One"), Assistant("…"), User("Two")));
        Assert.Contains("turn 2", answer.Text, StringComparison.Ordinal);
        Assert.Contains("\"Two\"", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conversation_ToolIsNamed_IsCalledWithValidArgumentsAndItsResultReported()
    {
        const string Schema = """
            {"type":"object","required":["day","count","where","kind","list","note"],"properties":{
             "day":{"type":"string","format":"date"},"count":{"type":"integer","minimum":2},"where":{"$ref":"#/$defs/place"},
             "kind":{"enum":["b","a"]},"list":{"type":"array","minItems":1,"items":{"type":"boolean"}},"note":{"type":["string","null"],"minLength":6},"free":{"type":"string"}},
             "$defs":{"place":{"type":"object","required":["x"],"properties":{"x":{"type":"number","exclusiveMinimum":0}}}}}
            """;
        var call = Of(User("Please use get_user now")) with { Tools = [Declare("get", "{}"), Declare("get_user", Schema)] };

        var asked = await Stage().AskAsync(call);

        var request = Assert.Single(asked.ToolCalls);
        Assert.Equal("get_user", request.Name);
        Assert.Equal("""{"day":"2000-01-01","count":2,"where":{"x":1},"kind":"b","list":[false],"note":"textxx"}""", request.Arguments);

        var told = await Stage().AskAsync(call with { Messages = [.. call.Messages, Assistant(null, request), Tool(request.Id, "the result")] });

        Assert.Equal("The tool answered: the result", told.Text);
    }

    [Fact]
    public async Task Conversation_SchemaRefersToItself_Ends()
    {
        const string Schema = """{"type":"object","required":["next"],"properties":{"next":{"$ref":"#"},"n":{"$ref":"#/properties/n"}}}""";
        var answer = await Stage().AskAsync(Of(User("call loop")) with { Tools = [Declare("loop", Schema)] });
        Assert.Equal("loop", Assert.Single(answer.ToolCalls).Name);
    }

    private static async Task<(int Steps, List<PromptMessage> Messages)> PlayAsync(IModelClient model, List<PromptMessage> messages)
    {
        for (var steps = 1; ; steps++)
        {
            var answer = await model.AskAsync(Of([.. messages]) with { Tools = [BuiltinTools.Find(BuiltinTools.Echo)!.Declaration] });
            messages.Add(Assistant(answer.Text, [.. answer.ToolCalls]));
            if (answer.ToolCalls.Count == 0)
                return (steps, messages);
            foreach (var call in answer.ToolCalls)
            {
                Assert.Equal(BuiltinTools.Echo, call.Name);
                messages.Add(Tool(call.Id, Encoding.UTF8.GetByteCount(call.Arguments) > 0 ? "echoed" : ""));
                steps++;
            }
        }
    }
}
