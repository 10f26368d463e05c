using AgentGrains.Core.Agents;
using AgentGrains.Core.Models;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Tests.Stories;

namespace AgentGrains.Core.Tests.Sessions;

/// <summary>A provider that is throttled or down needs no person: its runs wait, show it, and continue by themselves.</summary>
public sealed class StallTests
{
    [Theory]
    [InlineData(RetryClass.Throttled)]
    [InlineData(RetryClass.Unavailable)]
    public void Stall_IsAWaitUntilTheNextAttempt_AndResumesByItself(RetryClass retry)
    {
        var story = new Story().Asks(1).Fails("default", retry: retry);

        Assert.Equal(["attempt.failed", "run.waiting"], story.Told);
        Assert.Equal(new Waiting("throttle", "AG3002: It broke.", story.Now.AddMilliseconds(500)), story.Active.Waiting);
        Assert.False(story.View(1).HasSettled);
        Assert.Equal(["attempt.started", "run.resumed"], story.Pass(TimeSpan.FromMilliseconds(500)).Told);
        Assert.Equal([new Effect.CallModel(Story.Key(1), 1, 2, "default")], story.Effects);
    }

    [Fact]
    public void Stall_OfHours_WaitsUpToFiveMinutesAtATime_ThenAPersonDecides()
    {
        var story = new Story().Asks(1);
        List<double> delays = [];
        while (story.Fails("default", retry: RetryClass.Unavailable).Told is ["attempt.failed", ..])
        {
            delays.Add((story.NextWake!.Value - story.Now).TotalSeconds);
            story.Now = story.NextWake.Value;
            story.Take(null);
        }

        Assert.Equal([0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300], delays.Take(12));
        Assert.InRange((story.Now - Story.Beginning).TotalHours, 23.9, 24);
        Assert.Equal(WaitReasons.Recovery, story.WaitsFor);
        Assert.Equal("AG3002: It broke. Nothing else came for 24 h.", story.Active.Waiting!.Detail);
    }

    [Fact]
    public void Stall_OfACallThatWasNotSent_EndsWhenItCanBeSent()
    {
        var story = new Story().Asks(1);
        for (var i = 0; i < 12; i++)
            story.Fails("default", retry: RetryClass.Unavailable).Pass(TimeSpan.FromMinutes(5));

        story.Fails("default", retry: RetryClass.Unavailable, retryAfter: TimeSpan.FromSeconds(7), notSent: true);

        Assert.Equal(story.Now.AddSeconds(7), story.NextWake);
        Assert.Equal(WaitReasons.Throttle, story.WaitsFor);
    }

    [Fact]
    public void Stall_UsesNoAttemptUp()
    {
        var story = new Story().Asks(1);
        for (var i = 0; i < 30; i++)
            story.Fails("default", retry: RetryClass.Throttled).Pass(TimeSpan.FromMinutes(5));
        for (var i = 0; i < 3; i++)
            story.Fails("default", retry: RetryClass.Answer).Pass(TimeSpan.FromMinutes(1));

        Assert.Equal(3, story.Open("default").Failures);
        Assert.Single(story.Effects);
    }

    [Fact]
    public void Stall_ThatAnAnswerInterrupted_BeginsAgain()
    {
        var story = new Story().Asks(1).Fails("default", retry: RetryClass.Unavailable).Pass(TimeSpan.FromHours(23));
        story.Fails("default", retry: RetryClass.Answer).Pass(TimeSpan.FromHours(1));

        Assert.Equal(["attempt.failed", "run.waiting"], story.Fails("default", retry: RetryClass.Unavailable).Told);
    }

    [Fact]
    public void Throttled_OfWhatMustNotRunTwice_IsTriedAgain() =>
        Assert.Equal("throttle", new Story().Asks(1).Calls("wire").Fails("wire", retry: RetryClass.Throttled).WaitsFor);

    [Fact]
    public void Stall_BesideAToolInFlight_IsNoWait() =>
        Assert.Null(new Story().Asks(1).Calls("look", "put").Fails("look", retry: RetryClass.Throttled).WaitsFor);

    [Fact]
    public void Stall_BesideAClientTool_WaitsForTheFrontEnd() =>
        Assert.Equal(WaitReasons.ClientTool, new Story().Asks(1).Calls("look", "form").Fails("look", retry: RetryClass.Throttled).WaitsFor);

    [Fact]
    public void Stall_Paused_StartsNothingUntilResumed()
    {
        var story = new Story().Asks(1).Fails("default", retry: RetryClass.Throttled).Pauses(1).Pass(TimeSpan.FromHours(1));

        Assert.Empty(story.Effects);
        Assert.Single(story.Resumes(1).Effects);
    }

    [Fact]
    public void BadAnswers_AreAFew_ThenAPersonDecides_AndARetryTriesAgain()
    {
        var story = new Story().Asks(1);
        var attempts = 1;
        while (story.Fails("default", retry: RetryClass.Answer).Told is ["attempt.failed"])
        {
            attempts++;
            story.Pass(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(4, attempts);
        Assert.Equal(WaitReasons.Recovery, story.WaitsFor);
        Assert.Equal(RunStatus.Completed, story.Retries(1, "default").Answers("at last").Status(1));
    }

    [Fact]
    public void UsedUpQuota_WaitsForAPersonAtOnce() =>
        Assert.Equal(["step.parked", "run.waiting"], new Story().Asks(1).Fails("default", retry: RetryClass.Person).Told);

    [Fact]
    public void Mismatch_IsToldToTheModelOnce_ThenTheRunFails()
    {
        var story = new Story().Asks(1).Fails("default", retry: RetryClass.Correction);

        Assert.Equal(["attempt.failed", "attempt.started"], story.Told);
        Assert.Equal([new Effect.CallModel(Story.Key(1), 1, 2, "default", "It broke.")], story.Effects);
        Assert.Equal(["step.failed", "run.failed"], story.Fails("default", retry: RetryClass.Correction).Told);
    }

    [Fact]
    public void FailedAttempts_CountAgainstTheLimits_BeforeTheNextOneStarts()
    {
        var usage = new AttemptUsage { InputTokens = 10, OutputTokens = 500, CostMicros = 7 };
        var story = new Story().Asks(1, limits: new RunLimits { MaxTokens = 1000 }).Fails("default", retry: RetryClass.Answer, usage: usage).Pass(TimeSpan.FromMinutes(1));
        Assert.Single(story.Effects);

        story.Fails("default", retry: RetryClass.Answer, usage: usage).Pass(TimeSpan.FromMinutes(1));

        Assert.Equal("AG3006", story.FailureOf(1));
        Assert.Equal((20, 1000, 14), (story.View(1).Usage.InputTokens, story.View(1).Usage.OutputTokens, story.View(1).Usage.CostMicros));
    }

    [Fact]
    public void Usage_OfTheFailureThatEndsTheRun_Counts() =>
        Assert.Equal(9, new Story().Asks(1).Fails("default", permanent: true, usage: new AttemptUsage { OutputTokens = 9 }).View(1).Usage.OutputTokens);

    [Fact]
    public void LostAttempt_OfAModelCall_CountsAnEstimateOfItsPrompt()
    {
        var story = new Story().Asks(1, "12345678").IsTakenOver();

        var lost = story.All<AttemptLost>().Single();
        Assert.True(lost.Usage!.IsEstimate);
        Assert.InRange(lost.Usage.InputTokens, 2, 100);
        Assert.Equal(lost.Usage.InputTokens, story.View(1).Usage.InputTokens);
    }

    [Fact]
    public void ModelCallInFlight_WhenItsRunIsStopped_CountsAnEstimateOfItsPrompt()
    {
        Story[] stopped =
        [
            new Story().Asks(1, "12345678").Cancels(1),
            new Story().Asks(1, "12345678").Terminates(1),
            new Story().Asks(1, "12345678", limits: new RunLimits { MaxRunDurationMs = 1000 }).Pass(TimeSpan.FromSeconds(1)),
        ];

        foreach (var story in stopped)
        {
            Assert.True(story.All<StepFailed>().Single().Usage!.IsEstimate);
            Assert.InRange(story.View(1).Usage.InputTokens, 2, 100);
        }
        // Nothing is in flight before the next attempt.
        Assert.Equal(0, new Story().Asks(1, "12345678").Fails("default").Cancels(1).View(1).Usage.InputTokens);
    }

    [Theory]
    [InlineData(AnswerEnding.Length, "the output limit")]
    [InlineData(AnswerEnding.ContentFilter, "the content filter")]
    public void CutOffMessage_ExecutesNoneOfItsCalls(AnswerEnding ending, string by)
    {
        var story = new Story().Asks(1).IsCutOff(ending, "let me", Inputs.Call("look"), Inputs.Call("wire", "{", 1));

        Assert.Equal([$"'look' was not called: the message was cut off by {by}; call again.", $"'wire' was not called: the message was cut off by {by}; call again."],
            story.All<ToolCallCompleted>().Select(result => result.Content.Text));
        Assert.Equal([new Effect.CallModel(Story.Key(1), 4, 1, "default")], story.Effects);
    }

    [Fact]
    public void CutOffText_IsAnAnswerThatSaysSo() =>
        Assert.Equal(AnswerEnding.Length, new Story().Asks(1).IsCutOff(AnswerEnding.Length, "the answer is").View(1).OutputEnding);
}
