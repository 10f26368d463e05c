using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Tests.Stories;

namespace AgentGrains.Core.Tests.Sessions;

/// <summary>What becomes of a step whose attempt gave no result.</summary>
public sealed class RetryTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void Fail_ByChance_IsTriedAgainAfterADelay()
    {
        var story = new Story().Asks(1).Fails("default");

        Assert.Equal(["attempt.failed"], story.Told);
        Assert.Empty(story.Effects);
        Assert.Equal(story.Now.AddMilliseconds(500), story.NextWake);
        Assert.Empty(story.Pass(TimeSpan.FromMilliseconds(499)).Told);
        Assert.Equal(["attempt.started"], story.Pass(Moment).Told);
        Assert.Equal([new Effect.CallModel(Story.Key(1), 1, 2, "default")], story.Effects);
    }

    [Fact]
    public void Fail_AgainAndAgain_WaitsTwiceAsLongUpToAMost_ThenAPersonDecides()
    {
        var story = new Story().Asks(1);
        List<double> delays = [];
        while (story.Fails("default").Told is ["attempt.failed"])
        {
            delays.Add((story.NextWake!.Value - story.Now).TotalSeconds);
            story.Now = story.NextWake.Value;
            story.Take(null);
        }

        Assert.Equal([0.5, 1, 2, 4, 8, 16, 30, 30, 30], delays);
        Assert.Equal(["step.parked", "run.waiting"], story.Told);
        Assert.Equal(WaitReasons.Recovery, story.WaitsFor);
        Assert.Equal("AG3002: It broke.", story.Active.Waiting!.Detail);
    }

    [Fact]
    public void Delay_IsHalfCertainAndHalfChance()
    {
        var story = new Story().Asks(1);

        story.Take(new FailAttempt(Story.Key(1), 1, 1, new RunError("AG3001", "Busy."), false, false, null, Jitter: 0));

        Assert.Equal(story.Now.AddMilliseconds(250), story.NextWake);
    }

    [Theory]
    [InlineData(0.1, 0.5)]
    [InlineData(90, 90)]
    [InlineData(7200, 3600)]
    public void RetryAfter_IsHonouredWithinReason(double asked, double waits)
    {
        var story = new Story().Asks(1).Fails("default", retryAfter: TimeSpan.FromSeconds(asked));

        Assert.Equal(story.Now.AddSeconds(waits), story.NextWake);
    }

    [Fact]
    public void Fail_ForGood_FailsTheRun_AndGivesItsOtherStepsUp()
    {
        var story = new Story().Asks(1).Calls("look", "put").Fails("look", permanent: true);

        Assert.Equal(["step.failed", "step.failed", "run.failed"], story.Told);
        Assert.Equal("AG3002", story.FailureOf(1));
        Assert.Equal(RunStatus.Failed, story.Status(1));
    }

    [Theory]
    [InlineData("look")]
    [InlineData("put")]
    public void OutcomeUnknown_OfWhatMayRunAgain_IsTriedAgain(string tool)
    {
        var story = new Story().Asks(1).Calls(tool).Fails(tool, mayHaveRun: true);

        Assert.Equal(["attempt.failed"], story.Told);
        Assert.Equal([new Effect.CallTool(Story.Key(1), 2, 2, tool, 0)], story.Pass(TimeSpan.FromSeconds(1)).Effects);
    }

    [Theory]
    [InlineData("book")]
    [InlineData("wire")]
    public void OutcomeUnknown_OfWhatMustNotRunTwice_WaitsForAPerson(string tool)
    {
        var story = new Story().Asks(1).Calls(tool).Fails(tool, mayHaveRun: true);

        Assert.Equal(["step.parked", "run.waiting"], story.Told);
        Assert.Equal("AG3003", story.All<StepHeld>().Single().Error.Code);
        Assert.Equal("call_0", story.Active.Waiting!.Ref);
        Assert.Empty(story.Effects);
        Assert.Empty(story.Pass(TimeSpan.FromDays(1)).Told);
    }

    [Theory]
    [InlineData("book")]
    [InlineData("wire")]
    public void NotExecuted_OfWhatMustNotRunTwice_IsTriedAgain(string tool) =>
        Assert.Equal(["attempt.failed"], new Story().Asks(1).Calls(tool).Fails(tool).Told);

    [Fact]
    public void Held_Skipped_ContinuesWithThatResult()
    {
        var story = new Story().Asks(1).Calls("wire").Fails("wire", mayHaveRun: true).Skips(1, "wire", "it was wired");

        Assert.Equal(["tool.completed", "model.started", "run.resumed"], story.Told);
        Assert.Equal(["user: hello", "assistant: wire", "tool: it was wired"], story.Messages);
    }

    [Fact]
    public void Held_Retried_IsTriedAgainFromTheFirstAttempt()
    {
        var story = new Story().Asks(1).Calls("wire").Fails("wire", mayHaveRun: true).Retries(1, "wire");

        Assert.Equal(["step.released", "attempt.started", "run.resumed"], story.Told);
        Assert.Equal([new Effect.CallTool(Story.Key(1), 2, 2, "wire", 0)], story.Effects);
        Assert.Equal(0, story.Open("wire").Failures);
    }

    [Fact]
    public void Held_ThenItsResultComesAfterAll_Counts() =>
        Assert.Equal(["tool.completed", "model.started", "run.resumed"], new Story().Asks(1).Calls("wire").Fails("wire", mayHaveRun: true).Returns("wire").Told);

    [Fact]
    public void Held_WhileOthersAreInFlight_WaitsOnlyWhenTheyAreDone()
    {
        var story = new Story().Asks(1).Calls("wire", "look").Fails("wire", mayHaveRun: true);

        Assert.Equal(["step.parked"], story.Told);
        Assert.Equal(["tool.completed", "run.waiting"], story.Returns("look").Told);
    }

    [Fact]
    public void Fail_OfAnAttemptThatIsNotTheOpenOne_ChangesNothing()
    {
        var story = new Story().Asks(1);
        var first = new FailAttempt(Story.Key(1), 1, 1, new RunError("AG3001", "Busy."), false, false, null, 1);

        story.Take(first).Pass(TimeSpan.FromSeconds(1));

        Assert.Empty(story.Take(first).Told);
        Assert.Empty(story.Take(first with { Step = 7 }).Told);
        Assert.Empty(story.Take(first with { Run = Story.Key(2), Attempt = 2 }).Told);
        Assert.Null(story.Refusal);
    }
}
