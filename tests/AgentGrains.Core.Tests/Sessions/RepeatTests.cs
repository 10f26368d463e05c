using System.Collections.Immutable;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Tests.Stories;

namespace AgentGrains.Core.Tests.Sessions;

/// <summary>An input that was taken in changes nothing when it comes again, whatever has happened since.</summary>
public sealed class RepeatTests
{
    private static readonly Content Yes = Content.Inline("yes");

    public static TheoryData<string> Kinds => ["message", "signal", "tool result", "tool result with an id", "pause", "resume", "retry", "skip", "quarantine", "steer"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Input_SentAgainAtOnce_ChangesNothing(string kind)
    {
        var (story, input) = Accepted(kind);

        story.Take(input);

        Assert.Empty(story.Told);
        Assert.Null(story.Refusal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Input_SentAgainAfterItsRunHasEnded_ChangesNothing(string kind)
    {
        var (story, input) = Accepted(kind);
        story.Terminates(1);

        story.Take(input);

        Assert.Empty(story.Told);
        Assert.Null(story.Refusal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Input_SentAgainWhileALaterRunIsActive_ChangesNothing(string kind)
    {
        var (story, input) = Accepted(kind);
        story.Terminates(1).Asks(7);

        story.Take(input);

        Assert.Empty(story.Told);
        Assert.Null(story.Refusal);
    }

    [Fact]
    public void Resume_SentAgainAfterALaterPause_LeavesThatPause()
    {
        var story = new Story().Asks(1).Pauses(1).Take(new ResumeRun(Story.Key(1)) { Id = "ctl_1" }).Pauses(1);

        Assert.Empty(story.Take(new ResumeRun(Story.Key(1)) { Id = "ctl_1" }).Told);
        Assert.Equal(RunStatus.Paused, story.Status(1));
    }

    [Fact]
    public void Steering_SentAgainAfterItsRunHasEnded_NamesTheRunThatItSteered()
    {
        var story = new Story().Asks(1).Asks(2, "quickly", OnConflict.Steer).Terminates(1).Asks(2, "quickly", OnConflict.Steer);

        Assert.Null(story.State.Active);
        Assert.Equal(Story.Key(1), story.State.SteeredBy(Story.Key(2)));
    }

    [Fact]
    public void MessageAndSignal_OfTheSameId_BothCount()
    {
        var story = new Story().Asks(1).Says(1, "hello", "1").Signals(1, "go", id: "1");

        Assert.Equal(["signal.received"], story.Told);
    }

    [Fact]
    public void Messages_OfTheSameIdToTwoRuns_BothCount()
    {
        var story = new Story().Asks(1).Says(1, "hello").Terminates(1).Asks(2).Says(2, "hello");

        Assert.Equal(["message.received"], story.Told);
    }

    [Fact]
    public void NewInput_OfARunThatHasEnded_IsRefused()
    {
        var story = new Story().Asks(1).Says(1, "hello").Terminates(1);

        Assert.Equal(ErrorCodes.RunEnded, story.Says(1, "hello", "msg_2").Refusal);
        Assert.Equal(ErrorCodes.RunEnded, story.Resolves(1).Refusal);
    }

    [Fact]
    public void Answers_OfTwoCallsUnderTheirOwnIds_BothCount()
    {
        var story = new Story().Asks(1).Calls(Inputs.Call("form"), Inputs.Call("form", index: 1));
        story.Take(new AnswerToolCall(Story.Key(1), "call_0", Yes, false) { Id = "a" }).Take(new AnswerToolCall(Story.Key(1), "call_1", Yes, false) { Id = "b" });

        Assert.Equal(2, story.All<ToolCallCompleted>().Count());
    }

    [Fact]
    public void Inputs_BeyondThoseRemembered_CountAgain()
    {
        var story = new Story().Asks(1);
        for (var i = 0; i <= SessionState.TakenKept; i++)
            story.Says(1, "hello", $"msg_{i}");

        Assert.Equal(SessionState.TakenKept, story.State.Taken.Length);
        Assert.Empty(story.Says(1, "hello", "msg_1").Told);
        Assert.Equal(["message.received"], story.Says(1, "hello", "msg_0").Told);
    }

    /// <summary>A story of run 1 whose last input was accepted, and that input.</summary>
    private static (Story Story, SessionInput Input) Accepted(string kind)
    {
        var run = Story.Key(1);
        var story = new Story().Asks(1);
        SessionInput input = kind switch
        {
            "message" => new SendMessage(run, "msg_1", Yes),
            "signal" => new SendSignal(run, "sig_1", "go", Yes),
            "tool result" => new AnswerToolCall(run, "call_0", Yes, false),
            "tool result with an id" => new AnswerToolCall(run, "call_0", Yes, false) { Id = "ans_1" },
            "pause" => new PauseRun(run) { Id = "ctl_1" },
            "resume" => new ResumeRun(run) { Id = "ctl_1" },
            "retry" => new RetryStep(run, 2, 1),
            "skip" => new SkipStep(run, 2, 1, Yes, false),
            "quarantine" => new RetryRun(run) { Id = "ctl_1" },
            _ => Steering(),
        };
        switch (kind)
        {
            case "tool result" or "tool result with an id":
                story.Calls("form");
                break;
            case "resume":
                story.Pauses(1);
                break;
            case "retry" or "skip":
                story.Calls("wire").IsTakenOver();
                break;
            case "quarantine":
                while (!story.Active.Quarantined)
                    story.IsTakenOver();
                break;
            default:
                break;
        }
        story.Take(input);
        Assert.NotEmpty(story.Told);
        return (story, input);
    }

    private static CreateRun Steering() => new(
        Story.Key(2), StoryAgents.Name, 1, [new UserMessage(Yes)], new RunLimits(), ImmutableDictionary<string, string>.Empty, OnConflict.Steer);
}
