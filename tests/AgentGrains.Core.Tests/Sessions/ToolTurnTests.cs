using System.Text.Json;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Models;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Tests.Stories;

namespace AgentGrains.Core.Tests.Sessions;

/// <summary>The tool calls of one message of the model.</summary>
public sealed class ToolTurnTests
{
    [Fact]
    public void Calls_OfOneMessage_BeginTogether_AndAreAnsweredInTheModelsOrder()
    {
        var story = new Story().Asks(1).Calls("look", "put", "wire");

        Assert.Equal(["model.completed", "message.assistant", "tool.started", "tool.started", "tool.started"], story.Told);
        Assert.Equal(3, story.Effects.Count);
        Assert.Equal(["tool.completed"], story.Returns("wire", "wired").Told);
        Assert.Equal(["tool.completed"], story.Returns("look", "seen").Told);
        Assert.Equal(["tool.completed", "model.started"], story.Returns("put", "written").Told);
        Assert.Equal(["user: hello", "assistant: look, put, wire", "tool: seen", "tool: written", "tool: wired"], story.Messages);
    }

    [Fact]
    public void Result_Twice_CountsOnce()
    {
        var story = new Story().Asks(1).Calls("look", "put");
        var result = new CompleteToolCall(Story.Key(1), story.Open("look").Number, 1, Content.Inline("seen"), false);

        Assert.Equal(["tool.completed"], story.Take(result).Told);
        Assert.Empty(story.Take(result).Told);
        Assert.Empty(story.Take(result with { Attempt = 2 }).Told);
        Assert.Null(story.Refusal);
    }

    [Fact]
    public void Result_ForAStepThereIsNot_ChangesNothing()
    {
        var story = new Story().Asks(1).Calls("look");

        Assert.Empty(story.Take(new CompleteToolCall(Story.Key(1), 9, 1, Content.Inline("seen"), false)).Told);
        Assert.Empty(story.Take(new CompleteToolCall(Story.Key(2), 2, 1, Content.Inline("seen"), false)).Told);
    }

    [Fact]
    public void ModelAnswer_ForAToolsStep_ChangesNothing() =>
        Assert.Empty(new Story().Asks(1).Calls("look").Take(new CompleteModelCall(Story.Key(1), 2, 1, null, [], new ModelUsage(0, 0, 0, 0), "stop")).Told);

    [Fact]
    public void Effects_NameTheCallOfTheMessage_ByItsIndex()
    {
        var story = new Story().Asks(1).Calls("form", "look", "look");

        Assert.Equal([1, 2], story.Effects.Cast<Effect.CallTool>().Select(call => call.CallIndex));
    }

    [Fact]
    public void ToolThatEndsTheRun_CompletesIt_WithoutAnotherModelCall()
    {
        var story = new Story().Asks(1).Calls("finish").Returns("finish");

        Assert.Equal(["tool.completed", "run.completed"], story.Told);
        Assert.Equal(RunStatus.Completed, story.Status(1));
        Assert.Null(story.View(1).OutputPosition);
    }

    [Fact]
    public void ToolThatEndsTheRun_AmongOthers_WaitsForThem()
    {
        var story = new Story().Asks(1).Calls("finish", "look").Returns("finish");

        Assert.Equal(["tool.completed"], story.Told);
        Assert.Equal(["tool.completed", "run.completed"], story.Returns("look").Told);
    }

    [Fact]
    public void Calls_BeyondTheMost_AreAnsweredWithAnError()
    {
        var story = new Story().Asks(1).Calls([.. Enumerable.Repeat("look", 66)]);

        Assert.Equal(64, story.Effects.Count);
        Assert.All(story.All<ToolCallCompleted>(), result => Assert.True(result.IsError && result.CallIndex >= 64));
        Assert.Equal(2, story.All<ToolCallCompleted>().Count());
    }

    [Theory]
    [InlineData("wire")]
    [InlineData("form")]
    public void Call_WithoutRequiredArguments_IsAnsweredWithWhatIsRequired_AndNothingStarts(string tool)
    {
        var parameters = JsonElement.Parse("""{"type":"object","required":["amount","to"]}""");
        var agent = StoryAgents.Worker with { Tools = [.. StoryAgents.Worker.Tools.Select(one => one with { Parameters = one.Name == tool ? parameters : null })] };
        var story = new Story(agent).Asks(1)
            .Calls(Inputs.Call(tool, """{"amount":1}""", malformed: true) with { Fault = CallFault.MissingArguments });

        Assert.Empty(story.Effects.OfType<Effect.CallTool>());
        Assert.True(story.All<ToolCallCompleted>().Single().IsError);
        Assert.Equal($"tool: '{tool}' was not called: the call lacks required arguments. Call it again with all of them: amount, to.", story.Messages[^1]);
    }

    [Fact]
    public void Usage_IsTheSumOfWhatTheStepsUsed()
    {
        var story = new Story().Asks(1).Calls("look").Returns("look").Answers("hi", new ModelUsage(100, 20, 50, 7));

        Assert.Equal(
            new RunUsage { InputTokens = 110, OutputTokens = 22, CachedInputTokens = 50, CostMicros = 10, Steps = 3, ModelCalls = 2, ToolCalls = 1 },
            story.View(1).Usage);
    }
}
