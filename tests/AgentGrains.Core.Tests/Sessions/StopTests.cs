using AgentGrains.Core.Errors;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Tests.Stories;

namespace AgentGrains.Core.Tests.Sessions;

/// <summary>Cancel stops a run cooperatively, terminate at once.</summary>
public sealed class StopTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void Cancel_WhileTheModelIsCalled_EndsTheRunAtOnce()
    {
        var story = new Story().Asks(1).Cancels(1);

        Assert.Equal(["run.cancelling", "step.failed", "run.cancelled"], story.Told);
        Assert.Equal(RunStatus.Cancelled, story.Status(1));
        Assert.Equal("AG3012", story.All<StepFailed>().Single().Error.Code);
        Assert.Empty(story.Effects);
        Assert.Null(story.NextWake);
    }

    [Theory]
    [InlineData("look")]
    [InlineData("put")]
    [InlineData("form")]
    public void Cancel_WhileWhatMayBeCutOffIsInFlight_EndsTheRunAtOnce(string tool) =>
        Assert.Equal(["run.cancelling", "step.failed", "run.cancelled"], new Story().Asks(1).Calls(tool).Cancels(1).Told);

    [Theory]
    [InlineData("book")]
    [InlineData("wire")]
    public void Cancel_WhileAToolMustNotBeCutOff_WaitsForItsResult(string tool)
    {
        var story = new Story().Asks(1).Calls(tool, "look").Cancels(1);

        Assert.Equal(["run.cancelling"], story.Told);
        Assert.Equal(story.Now + Grace, story.NextWake);
        Assert.Equal(["tool.completed", "step.failed", "run.cancelled"], story.Returns(tool).Told);
    }

    [Fact]
    public void Cancel_WhenTheGraceIsOver_GivesTheToolUp()
    {
        var story = new Story().Asks(1).Calls("wire").Cancels(1);

        Assert.Empty(story.Pass(Grace - Moment).Told);
        Assert.Equal(["step.failed", "run.cancelled"], story.Pass(Moment).Told);
    }

    [Fact]
    public void Cancel_Again_DoesNotBeginTheGraceAgain()
    {
        var story = new Story().Asks(1).Calls("wire").Cancels(1).Pass(Grace - Moment).Cancels(1);

        Assert.Empty(story.Told);
        Assert.Equal(story.Now + Moment, story.NextWake);
    }

    [Fact]
    public void Cancel_WhileTheToolsAttemptFails_BeginsNoOther()
    {
        var story = new Story().Asks(1).Calls("wire").Cancels(1).Fails("wire");

        Assert.Equal(["attempt.failed", "step.failed", "run.cancelled"], story.Told);
    }

    [Fact]
    public void Cancel_OfAHeldTool_EndsTheRunAtOnce() =>
        Assert.Equal(["run.cancelling", "step.failed", "run.cancelled"], new Story().Asks(1).Calls("wire").Fails("wire", mayHaveRun: true).Cancels(1).Told);

    [Fact]
    public void Cancel_OfAPausedRun_EndsIt() => Assert.Equal(RunStatus.Cancelled, new Story().Asks(1).Pauses(1).Cancels(1).Status(1));

    [Fact]
    public void Cancel_OfAQueuedRun_EndsIt_AndTheActiveOneContinues()
    {
        var story = new Story().Asks(1).Asks(2).Cancels(2);

        Assert.Equal(["run.cancelled"], story.Told);
        Assert.Equal(RunStatus.Cancelled, story.Status(2));
        Assert.Equal(["model.completed", "message.assistant", "run.completed"], story.Answers("hi").Told);
        Assert.Equal(["user: hello", "assistant: hi"], story.Messages);
    }

    [Fact]
    public void Cancel_LeavesAConversationInWhichEachCallHasAResult()
    {
        var story = new Story().Asks(1).Calls("look", "put").Returns("put", "written").Cancels(1);

        Assert.Equal(["user: hello", "assistant: look, put", "tool: There is no result: the run ended before this call did.", "tool: written"], story.Messages);
    }

    [Fact]
    public void Cancelling_RefusesMessagesAndAPause()
    {
        var story = new Story().Asks(1).Calls("wire").Cancels(1);

        Assert.Equal(ErrorCodes.WrongRunState, story.Says(1, "wait").Refusal);
        Assert.Equal(ErrorCodes.WrongRunState, story.Pauses(1).Refusal);
    }

    [Fact]
    public void Terminate_WhileAToolMustNotBeCutOff_EndsTheRunAtOnce_AndSaysThatItsOutcomeIsUnknown()
    {
        var story = new Story().Asks(1).Calls("wire").Terminates(1);

        Assert.Equal(["step.failed", "run.terminated"], story.Told);
        Assert.Equal(RunStatus.Terminated, story.Status(1));
        Assert.Equal("AG3003", story.All<StepFailed>().Single().Error.Code);
    }

    [Fact]
    public void Terminate_WhileAToolMayBeCutOff_LeavesItAlone() => Assert.Equal(["run.terminated"], new Story().Asks(1).Calls("look").Terminates(1).Told);

    [Fact]
    public void Terminate_StartsTheNextRun() => Assert.Equal(["step.failed", "run.terminated", "run.started", "model.started"], new Story().Asks(1).Asks(2).Terminates(1).Told);

    [Fact]
    public void Terminate_OfAQueuedRun_EndsIt()
    {
        var story = new Story().Asks(1).Asks(2).Terminates(2);

        Assert.Equal(["run.terminated"], story.Told);
        Assert.Equal(RunStatus.Terminated, story.Status(2));
    }

    [Fact]
    public void Stop_OfAnUnknownRun_IsRefused()
    {
        Assert.Equal(ErrorCodes.NotFound, new Story().Asks(1).Cancels(2).Refusal);
        Assert.Equal(ErrorCodes.NotFound, new Story().Asks(1).Terminates(2).Refusal);
    }
}
