using AgentGrains.Core.Errors;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Tests.Stories;

namespace AgentGrains.Core.Tests.Sessions;

/// <summary>What is held proceeds only by a decision that names it.</summary>
public sealed class HoldTests
{
    [Fact]
    public void Held_BehindAPause_IsVisible_AndResumeStartsNothing()
    {
        var story = new Story().Asks(1).Calls("wire").Pauses(1).IsTakenOver();

        Assert.Equal(RunStatus.Paused, story.Status(1));
        var hold = Assert.Single(story.View(1).Holds!);
        Assert.Equal((WaitReasons.Recovery, 2, 1, "wire", "call_0", "AG3003"), (hold.Reason, hold.Step, hold.Attempt, hold.Name, hold.ToolCallId, hold.Error.Code));

        Assert.Equal(["run.resumed", "run.waiting"], story.Resumes(1).Told);
        Assert.Equal(WaitReasons.Recovery, story.WaitsFor);
        Assert.Empty(story.Effects);
        Assert.Empty(story.Resumes(1).Told);
        Assert.Empty(story.Effects);
    }

    [Fact]
    public void Retry_WhilePaused_ReleasesTheStep_AndResumeStartsIt()
    {
        var story = new Story().Asks(1).Calls("wire").IsTakenOver().Pauses(1).Retries(1, "wire");

        Assert.Equal(["step.released"], story.Told);
        Assert.Null(story.View(1).Holds);
        Assert.Empty(story.Effects);
        Assert.Equal([new Effect.CallTool(Story.Key(1), 2, 2, "wire", 0)], story.Resumes(1).Effects);
    }

    [Fact]
    public void Retry_SentAgain_ChangesNothing()
    {
        var story = new Story().Asks(1).Calls("wire").IsTakenOver().Retries(1, "wire");

        Assert.Empty(story.Take(new RetryStep(Story.Key(1), 2, 1)).Told);
        Assert.Null(story.Refusal);
        Assert.Single(story.All<AttemptStarted>());
    }

    [Fact]
    public void Retry_SentAgainAfterTheNextAttemptIsHeldToo_ChangesNothing()
    {
        var story = new Story().Asks(1).Calls("wire").IsTakenOver().Retries(1, "wire").IsTakenOver();

        Assert.Empty(story.Take(new RetryStep(Story.Key(1), 2, 1)).Told);
        Assert.Equal(2, Assert.Single(story.View(1).Holds!).Attempt);
        Assert.Empty(story.Effects);
    }

    [Fact]
    public void Skip_SentAgain_ChangesNothing()
    {
        var story = new Story().Asks(1).Calls("wire").IsTakenOver().Skips(1, "wire", "it was wired");

        Assert.Empty(story.Take(new SkipStep(Story.Key(1), 2, 1, Content.Inline("it was wired"), false)).Told);
        Assert.Null(story.Refusal);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(2, 9)]
    [InlineData(1, 1)]
    [InlineData(7, 1)]
    public void Decision_ThatNamesAnotherStepOrAttempt_IsRefused(int step, int attempt)
    {
        var story = new Story().Asks(1).Calls("wire").IsTakenOver();

        Assert.Equal(ErrorCodes.NotHeld, story.Take(new RetryStep(Story.Key(1), step, attempt)).Refusal);
        Assert.Equal(ErrorCodes.NotHeld, story.Take(new SkipStep(Story.Key(1), step, attempt, Content.Inline("done"), false)).Refusal);
        Assert.Single(story.View(1).Holds!);
    }

    [Fact]
    public void Decision_AboutAStepInFlight_IsRefused()
    {
        var story = new Story().Asks(1).Calls("wire");

        Assert.Equal(ErrorCodes.NotHeld, story.Retries(1, "wire").Refusal);
        Assert.Equal(ErrorCodes.NotHeld, story.Skips(1, "wire", "done").Refusal);
    }

    [Fact]
    public void Retry_WithoutAStep_OfARunThatHoldsOne_IsRefused_AndNamesIt()
    {
        var story = new Story().Asks(1).Calls("wire").IsTakenOver();

        Assert.Equal(ErrorCodes.NotHeld, story.RetriesRun(1).Refusal);
        var refusal = SessionEngine.Decide(story.State, new RetryRun(Story.Key(1)), story.Context).Rejection!;
        Assert.Equal("The run is not quarantined. Held: step 2 after attempt 1. Name the step and its attempt to retry it.", refusal.Message);
    }

    [Fact]
    public void Retry_OfOneStep_LeavesTheOthersHeld()
    {
        var story = new Story().Asks(1).Calls("wire", "book").IsTakenOver().Retries(1, "book");

        Assert.Equal("wire", Assert.Single(story.View(1).Holds!).Name);
        Assert.Equal([new Effect.CallTool(Story.Key(1), 3, 2, "book", 1)], story.Effects);
    }

    [Fact]
    public void Skip_OfAModelCall_IsRefused()
    {
        var story = new Story().Asks(1).Fails("default", retry: RetryClass.Person);

        Assert.Equal(ErrorCodes.NotHeld, story.Skips(1, "default", "hi").Refusal);
        Assert.Equal(["step.released", "attempt.started", "run.resumed"], story.Retries(1, "default").Told);
    }

    [Fact]
    public void ToolResult_ForAHeldStep_IsRefused() =>
        Assert.Equal(ErrorCodes.NoSuchToolCall, new Story().Asks(1).Calls("wire").IsTakenOver().Resolves(1).Refusal);

    [Fact]
    public void Quarantine_IsAHoldOfTheRun_ThatResumeLeavesAndRetryEnds()
    {
        var story = Quarantined().Pauses(1);
        var hold = Assert.Single(story.View(1).Holds!);
        Assert.Equal((WaitReasons.Recovery, null, null, "AG3009"), (hold.Reason, hold.Step, hold.Attempt, hold.Error.Code));

        Assert.Equal(["run.resumed", "run.quarantined", "run.waiting"], story.Resumes(1).Told);
        Assert.Empty(story.Effects);
        Assert.Equal(["run.resumed", "attempt.started"], story.RetriesRun(1).Told);
        Assert.Empty(story.RetriesRun(1).Told);
        Assert.Null(story.Refusal);
    }

    [Fact]
    public void Quarantine_EndedWhilePaused_LeavesThePause()
    {
        var story = Quarantined().Pauses(1).RetriesRun(1);

        Assert.Equal(RunStatus.Paused, story.Status(1));
        Assert.Null(story.View(1).Holds);
        Assert.Empty(story.Effects);
        Assert.Equal(["run.resumed", "attempt.started"], story.Resumes(1).Told);
    }

    private static Story Quarantined()
    {
        var story = new Story().Asks(1);
        while (!story.Active.Quarantined)
            story.IsTakenOver();
        return story;
    }
}
