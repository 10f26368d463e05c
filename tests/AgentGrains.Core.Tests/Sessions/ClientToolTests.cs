using AgentGrains.Core.Errors;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Tests.Stories;

namespace AgentGrains.Core.Tests.Sessions;

/// <summary>Tool calls that a front end answers.</summary>
public sealed class ClientToolTests
{
    [Fact]
    public void Call_Waits_AndSaysWhatToAnswer()
    {
        var story = new Story().Asks(1).Calls("form");

        Assert.Equal(["model.completed", "message.assistant", "client_tool.started", "run.waiting"], story.Told);
        Assert.Equal((WaitReasons.ClientTool, "call_0", "form"), (story.WaitsFor, story.Active.Waiting!.Ref, story.Active.Waiting.Detail));
        Assert.Empty(story.Effects);
        Assert.Null(story.NextWake);
    }

    [Fact]
    public void Answer_GoesToTheModel()
    {
        var story = new Story().Asks(1).Calls("form").Resolves(1, text: "blue");

        Assert.Equal(["tool.completed", "input.noted", "model.started", "run.resumed"], story.Told);
        Assert.Equal("tool: blue", story.Messages[^1]);
    }

    [Fact]
    public void Answer_Twice_CountsOnce()
    {
        var story = new Story().Asks(1).Calls("form").Resolves(1).Resolves(1);

        Assert.Null(story.Refusal);
        Assert.Empty(story.Told);
    }

    [Fact]
    public void AnotherAnswer_ToACallThatIsAnswered_IsRefused() =>
        Assert.Equal(ErrorCodes.NoSuchToolCall, new Story().Asks(1).Calls("form").Resolves(1).Resolves(1, text: "no").Refusal);

    [Fact]
    public void Answer_ToACallThereIsNot_IsRefused() =>
        Assert.Equal(ErrorCodes.NoSuchToolCall, new Story().Asks(1).Calls("form").Resolves(1, "call_7").Refusal);

    [Fact]
    public void Answer_ToACallThatAWorkerExecutes_IsRefused() =>
        Assert.Equal(ErrorCodes.NoSuchToolCall, new Story().Asks(1).Calls("look").Resolves(1).Refusal);

    [Fact]
    public void Answer_AfterTheWaitWasOver_IsRefused_AndTheModelHeardThatNoneCame()
    {
        var story = new Story().Asks(1).Calls("ask");
        Assert.Equal(story.Now.AddSeconds(20), story.NextWake);

        Assert.Equal(["tool.completed", "model.started", "run.resumed"], story.Pass(TimeSpan.FromSeconds(20)).Told);
        Assert.True(story.All<ToolCallCompleted>().Single().IsError);
        Assert.Equal(ErrorCodes.NoSuchToolCall, story.Resolves(1).Refusal);
    }

    [Fact]
    public void Answer_ToAnEndedRun_IsRefused() => Assert.Equal(ErrorCodes.RunEnded, new Story().Asks(1).Calls("form").Cancels(1).Resolves(1).Refusal);

    [Fact]
    public void Answers_ToCallsOfOneId_AnswerThemInTheirOrder()
    {
        var story = new Story().Asks(1).Calls(Inputs.Call("form"), Inputs.Call("form")).Resolves(1, text: "first");
        Assert.Equal(["tool.completed", "input.noted"], story.Told);

        story.Resolves(1, text: "second");

        Assert.Equal(["tool: first", "tool: second"], story.Messages[^2..]);
    }

    [Fact]
    public void Answers_ToSeveralCalls_ChangeWhatTheRunWaitsFor()
    {
        var story = new Story().Asks(1).Calls("form", "ask").Resolves(1);

        Assert.Equal(["tool.completed", "input.noted", "run.waiting"], story.Told);
        Assert.Equal("call_1", story.Active.Waiting!.Ref);
    }

    [Fact]
    public void Call_BesideAToolInFlight_IsNoWaitYet_AndCanBeAnswered()
    {
        var story = new Story().Asks(1).Calls("form", "look");

        Assert.Null(story.WaitsFor);
        Assert.Null(story.Resolves(1).Refusal);
        Assert.Equal(["tool.completed", "model.started"], story.Returns("look").Told);
    }
}
