using AgentGrains.Core.Agents;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Tests.Stories;

namespace AgentGrains.Core.Tests.Sessions;

/// <summary>The result of a tool that must not be executed twice is noted, though it comes after its step was given up.</summary>
public sealed class LateResultTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    public static TheoryData<string> Ends => ["cancel", "deadline", "terminate", "step limit", "permanent failure", "held and cancelled"];

    [Theory]
    [MemberData(nameof(Ends))]
    public void Result_AfterItsStepWasGivenUp_IsNotedOnce(string end)
    {
        var (story, late) = GivenUp(end, "wire");
        var messages = story.Messages;
        var status = story.Status(1);

        Assert.Equal(["tool.late"], story.Take(late).Told);
        Assert.Equal("wired", story.All<LateResult>().Single().Content.Text);
        Assert.Empty(story.Take(late).Told);
        Assert.Equal(status, story.Status(1));
        Assert.Equal(messages, story.Messages);
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public void Result_ThatComesWhileTheNextRunIsActive_IsNoted(string end)
    {
        var (story, late) = GivenUp(end, "wire");

        Assert.Equal(["tool.late"], story.Asks(2).Take(late).Told);
        Assert.Equal(["model.completed", "message.assistant", "run.completed"], story.Answers("hi").Told);
    }

    [Theory]
    [InlineData("cancel")]
    [InlineData("terminate")]
    public void Result_OfAToolThatMayRunAgain_ChangesNothing(string end)
    {
        var (story, late) = GivenUp(end, "look");

        Assert.Empty(story.Take(late).Told);
        Assert.Null(story.Refusal);
    }

    [Fact]
    public void Run_ThatReachesItsDeadline_SaysWhichOutcomeIsUnknown()
    {
        var (story, _) = GivenUp("deadline", "wire");

        Assert.Equal("The run lasted 40000 ms, its limit (max_run_duration_ms). The outcome of 'wire' (step 2) is unknown.", story.View(1).Error!.Message);
        Assert.Equal("AG3005", story.FailureOf(1));
    }

    [Fact]
    public void Failure_AfterItsStepWasGivenUp_IsNotedToo()
    {
        var (story, late) = GivenUp("terminate", "wire");

        Assert.Equal(["tool.late"], story.Take(new FailAttempt(late.Run, late.Step, 1, new RunError("AG3002", "The connection was refused."), false, false, null, 1)).Told);
        Assert.Equal((true, "The connection was refused."), (story.All<LateResult>().Single().IsError, story.All<LateResult>().Single().Content.Text));
    }

    [Fact]
    public void Failure_OfAnEarlierAttempt_DoesNotStandForTheLast()
    {
        var story = new Story().Asks(1).Calls("wire").IsTakenOver().Retries(1, "wire").Terminates(1);

        Assert.Empty(story.Take(new FailAttempt(Story.Key(1), 2, 1, new RunError("AG3002", "Gone."), false, true, null, 1)).Told);
        Assert.Equal(["tool.late"], story.Take(new CompleteToolCall(Story.Key(1), 2, 2, Content.Inline("wired"), false)).Told);
    }

    [Fact]
    public void Step_ThatCertainlyDidNotRun_IsNotSaidToBeUnknown()
    {
        var story = new Story().Asks(1).Calls("wire").Fails("wire", retry: RetryClass.Person).Terminates(1);

        Assert.Equal(["run.terminated"], story.Told);
        Assert.Empty(story.State.GivenUp);
    }

    [Fact]
    public void Result_OfAStepThatWasCompleted_IsNoLateOne()
    {
        var story = new Story().Asks(1).Calls("wire");
        var result = new CompleteToolCall(Story.Key(1), 2, 1, Content.Inline("wired"), false);

        Assert.Empty(story.Take(result).Terminates(1).Take(result).Told);
    }

    [Fact]
    public void Steps_BeyondThoseRemembered_AreForgotten()
    {
        var story = new Story();
        for (var run = 1; run <= SessionState.GivenUpKept + 1; run++)
            story.Asks(run).Calls("wire").Terminates(run);

        Assert.Equal(SessionState.GivenUpKept, story.State.GivenUp.Length);
        Assert.Empty(story.Take(new CompleteToolCall(Story.Key(1), 2, 1, Content.Inline("wired"), false)).Told);
        Assert.Equal(["tool.late"], story.Take(new CompleteToolCall(Story.Key(2), 2, 1, Content.Inline("wired"), false)).Told);
    }

    private static (Story Story, CompleteToolCall Late) GivenUp(string end, string tool)
    {
        var story = new Story().Asks(1, limits: new RunLimits { MaxRunDurationMs = end == "deadline" ? 40_000 : null, MaxSteps = end == "step limit" ? 2 : null }).Calls(tool, "put");
        if (end != "step limit")
            Assert.Equal(3, story.Open("put").Number);
        story = end switch
        {
            "cancel" => story.Cancels(1).Pass(Grace),
            "deadline" => story.Pass(TimeSpan.FromSeconds(40)),
            "permanent failure" => story.Fails("put", permanent: true),
            "held and cancelled" => story.IsTakenOver().Cancels(1),
            "step limit" => story,
            _ => story.Terminates(1),
        };
        Assert.Null(story.State.Active);
        return (story, new CompleteToolCall(Story.Key(1), 2, 1, Content.Inline("wired"), false));
    }
}
