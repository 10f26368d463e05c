using AgentGrains.Core.Errors;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Tests.Stories;

namespace AgentGrains.Core.Tests.Sessions;

/// <summary>Sleeps and signals.</summary>
public sealed class WaitTests
{
    private static readonly string[] Continues = ["tool.completed", "model.started", "run.resumed"];

    [Fact]
    public void Sleep_EndsWhenItsTimeIsOver_AndNotBefore()
    {
        var story = new Story().Asks(1).Calls(Inputs.Call("sleep", """{"duration_ms":5000}"""));

        Assert.Equal(["model.completed", "message.assistant", "sleep.started", "run.waiting"], story.Told);
        Assert.Equal((WaitReasons.Timer, RunStatus.Waiting), (story.WaitsFor, story.Status(1)));
        Assert.Equal(story.Now.AddSeconds(5), story.NextWake);
        Assert.Empty(story.Effects);
        Assert.Empty(story.Pass(TimeSpan.FromMilliseconds(4999)).Told);
        Assert.Equal(Continues, story.Pass(TimeSpan.FromMilliseconds(1)).Told);
        Assert.Equal("tool: Waited until 2026-01-05T08:00:05.000Z.", story.Messages[^1]);
    }

    [Fact]
    public void Sleep_NotPolledInTime_EndsLate() =>
        Assert.Equal(Continues, new Story().Asks(1).Calls(Inputs.Call("sleep", """{"duration_ms":5000}""")).Pass(TimeSpan.FromDays(3)).Told);

    [Fact]
    public void Sleep_ForNoTimeAtAll_IsOverAtOnce() =>
        Assert.Equal(
            ["model.completed", "message.assistant", "sleep.started", "tool.completed", "model.started"],
            new Story().Asks(1).Calls(Inputs.Call("sleep", """{"duration_ms":0}""")).Told);

    [Fact]
    public void Sleep_BesideATool_IsNoWaitWhileThatIsInFlight()
    {
        var story = new Story().Asks(1).Calls(Inputs.Call("sleep", """{"duration_ms":5000}"""), Inputs.Call("look", index: 1));

        Assert.Null(story.WaitsFor);
        Assert.Equal(["tool.completed", "run.waiting"], story.Returns("look").Told);
    }

    [Fact]
    public void Signal_AfterTheWaitBegan_EndsIt()
    {
        var story = Waiting();

        Assert.Equal(["model.completed", "message.assistant", "signal.awaited", "run.waiting"], story.Told);
        Assert.Equal((WaitReasons.Input, "go"), (story.WaitsFor, story.Active.Waiting!.Ref));
        Assert.Null(story.NextWake);
        Assert.Equal(["signal.received", .. Continues], story.Signals(1, "go", "left").Told);
        Assert.Equal("tool: left", story.Messages[^1]);
        Assert.Empty(story.Active.Signals);
    }

    [Fact]
    public void Signal_BeforeTheWaitBegan_IsKeptForIt()
    {
        var story = new Story().Asks(1).Signals(1, "go", "left");

        Assert.Equal(["signal.received"], story.Told);
        Assert.Equal(["model.completed", "message.assistant", "signal.awaited", "tool.completed", "model.started"], story.WaitsForSignal().Told);
        Assert.Equal("tool: left", story.Messages[^1]);
        Assert.Empty(story.Active.Signals);
    }

    [Fact]
    public void Signal_OfAnotherName_IsKept_AndEndsNothing()
    {
        var story = Waiting().Signals(1, "stop");

        Assert.Equal(["signal.received"], story.Told);
        Assert.Equal(WaitReasons.Input, story.WaitsFor);
        Assert.Single(story.Active.Signals);
    }

    [Fact]
    public void Signal_Again_CountsOnce_EvenAfterItWasUsed()
    {
        var story = Waiting().Signals(1, "go").WaitsForSignal();

        Assert.Empty(story.Signals(1, "go").Told);
        Assert.Null(story.Refusal);
        Assert.Equal(WaitReasons.Input, story.WaitsFor);
    }

    [Fact]
    public void Signals_OfOneName_EndOneWaitEach_InTheirOrder()
    {
        var story = new Story().Asks(1).Signals(1, "go", "left", "sig_1").Signals(1, "go", "right", "sig_2").WaitsForSignal();
        Assert.Equal("tool: left", story.Messages[^1]);

        Assert.Equal("tool: right", story.WaitsForSignal().Messages[^1]);
    }

    [Fact]
    public void SignalWait_WhoseTimeIsOver_IsAnsweredWithAnError()
    {
        var story = new Story().Asks(1).Calls(Inputs.Call("wait_for_signal", """{"name":"go","timeout_ms":1000}"""));
        Assert.Equal(story.Now.AddSeconds(1), story.NextWake);

        Assert.Equal(Continues, story.Pass(TimeSpan.FromSeconds(1)).Told);
        Assert.True(story.All<ToolCallCompleted>().Single().IsError);
    }

    [Fact]
    public void Signals_WithoutAWait_AreKeptUpToALimit()
    {
        var story = new Story().Asks(1);
        for (var i = 0; i < SendSignal.MaxKept; i++)
            Assert.Null(story.Signals(1, "go", id: $"sig_{i}").Refusal);

        Assert.Equal(ErrorCodes.QueueFull, story.Signals(1, "go", id: "sig_x").Refusal);
        Assert.Null(story.WaitsForSignal().Signals(1, "go", id: "sig_x").Refusal);
    }

    [Fact]
    public void Signals_OfARun_AreNotThoseOfTheNext()
    {
        var story = new Story().Asks(1).Signals(1, "go").Answers("hi").Asks(2).WaitsForSignal();

        Assert.Equal(WaitReasons.Input, story.WaitsFor);
    }

    [Fact]
    public void Signal_ToARunThatIsNotActive_IsRefused()
    {
        var story = new Story().Asks(1).Asks(2);

        Assert.Equal(ErrorCodes.WrongRunState, story.Signals(2, "go").Refusal);
        Assert.Equal(ErrorCodes.NotFound, story.Signals(3, "go").Refusal);
        Assert.Equal(ErrorCodes.RunEnded, story.Answers("hi").Signals(1, "go").Refusal);
    }

    private static Story Waiting() => new Story().Asks(1).WaitsForSignal();
}
