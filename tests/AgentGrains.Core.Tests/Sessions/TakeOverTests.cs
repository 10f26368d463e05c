using AgentGrains.Core.Journals;
using AgentGrains.Core.Models;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Tests.Stories;

namespace AgentGrains.Core.Tests.Sessions;

/// <summary>What becomes of a run whose host went down.</summary>
public sealed class TakeOverTests
{
    private static readonly int MaxTakeovers = new EngineOptions().MaxTakeovers;

    [Theory]
    [InlineData("look")]
    [InlineData("put")]
    public void TakeOver_WhileWhatMayRunAgainIsInFlight_StartsAnotherAttempt_AndUsesNoneUp(string tool)
    {
        var story = new Story().Asks(1).Calls(tool).IsTakenOver();

        Assert.Equal(["run.taken_over", "attempt.lost", "attempt.started"], story.Told);
        Assert.Equal([new Effect.CallTool(Story.Key(1), 2, 2, tool, 0)], story.Effects);
        Assert.Equal(0, story.Open(tool).Failures);
    }

    [Fact]
    public void TakeOver_WhileTheModelIsCalled_CallsItAgain()
    {
        var story = new Story().Asks(1).IsTakenOver();

        Assert.Equal(["run.taken_over", "attempt.lost", "attempt.started"], story.Told);
        Assert.Equal([new Effect.CallModel(Story.Key(1), 1, 2, "default")], story.Effects);
    }

    [Theory]
    [InlineData("book")]
    [InlineData("wire")]
    public void TakeOver_WhileWhatMustNotRunTwiceIsInFlight_HoldsTheStep(string tool)
    {
        var story = new Story().Asks(1).Calls(tool).IsTakenOver();

        Assert.Equal(["run.taken_over", "step.parked", "run.waiting"], story.Told);
        Assert.Empty(story.Effects);
        Assert.Equal(WaitReasons.Recovery, story.WaitsFor);
        Assert.StartsWith("AG3003: ", story.Active.Waiting!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void TakeOver_OfSeveralSteps_TreatsEachByItsClass()
    {
        var story = new Story().Asks(1).Calls("look", "wire", "form").IsTakenOver();

        Assert.Equal(["run.taken_over", "attempt.lost", "step.parked", "attempt.started"], story.Told);
        Assert.Equal([new Effect.CallTool(Story.Key(1), 2, 2, "look", 0)], story.Effects);
    }

    [Fact]
    public void TakeOver_OfARunThatOnlyWaits_ChangesNothing()
    {
        Assert.Empty(new Story().Asks(1).Calls("form").IsTakenOver().Told);
        Assert.Empty(new Story().Asks(1).Fails("default").IsTakenOver().Told);
        Assert.Empty(new Story().Asks(1).Answers("hi").IsTakenOver().Told);
    }

    [Fact]
    public void TakeOver_LeavesAloneWhatTheNewOwnerBeganItself() => Assert.Empty(new Story().Asks(1).Take(new TakeOver([(1, 1)])).Told);

    [Fact]
    public void TakeOver_ThenTheLostAttemptsResult_Counts()
    {
        var story = new Story().Asks(1).IsTakenOver().Take(new CompleteModelCall(Story.Key(1), 1, 1, Content.Inline("hi"), [], new ModelUsage(1, 1, 0, 0), "stop"));

        Assert.Equal(["model.completed", "message.assistant", "run.completed"], story.Told);
    }

    [Fact]
    public void TakeOver_AgainAndAgain_QuarantinesTheRun()
    {
        var story = new Story().Asks(1);
        for (var i = 1; i < MaxTakeovers; i++)
            Assert.DoesNotContain("run.quarantined", story.IsTakenOver().Told);

        Assert.Equal(["run.taken_over", "attempt.lost", "run.quarantined", "run.waiting"], story.IsTakenOver().Told);
        Assert.Equal(WaitReasons.Recovery, story.WaitsFor);
        Assert.Contains("AG3009", story.Active.Waiting!.Detail, StringComparison.Ordinal);
        Assert.Empty(story.Effects);
        Assert.Null(story.NextWake);
        Assert.Empty(story.IsTakenOver().Told);
    }

    [Fact]
    public void TakeOver_WithACompletedStepBetween_BeginsToCountAgain()
    {
        var story = new Story().Asks(1);
        for (var turn = 0; turn < 3; turn++)
        {
            for (var i = 1; i < MaxTakeovers; i++)
                story.IsTakenOver();
            story.Calls("look").Returns("look");
        }

        Assert.Empty(story.All<RunQuarantined>());
    }

    [Fact]
    public void Quarantined_Retried_ContinuesAndMayBeTakenOverAgain()
    {
        var story = Quarantined().RetriesRun(1);

        Assert.Equal(["run.resumed", "attempt.started"], story.Told);
        Assert.Single(story.Effects);
        Assert.Equal(["run.taken_over", "attempt.lost", "attempt.started"], story.IsTakenOver().Told);
    }

    [Fact]
    public void Quarantined_ThenALateResult_IsRecorded_AndNothingBegins()
    {
        var story = Quarantined();
        var detail = story.Active.Waiting!.Detail;

        Assert.Equal(["model.completed", "message.assistant"], story.Calls("look").Told);
        Assert.Equal(detail, story.Active.Waiting!.Detail);
        Assert.Empty(story.Effects);
        Assert.Equal(["run.resumed", "tool.started"], story.RetriesRun(1).Told);
    }

    [Fact]
    public void Quarantined_Cancelled_Ends() => Assert.Equal(RunStatus.Cancelled, Quarantined().Cancels(1).Status(1));

    private static Story Quarantined()
    {
        var story = new Story().Asks(1);
        for (var i = 0; i < MaxTakeovers; i++)
            story.IsTakenOver();
        return story;
    }
}
