using AgentGrains.Core.Errors;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Models;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Tests.Stories;

namespace AgentGrains.Core.Tests.Sessions;

/// <summary>Ended is final: nothing that comes later changes a run that has ended.</summary>
public sealed class EndedTests
{
    [Theory]
    [InlineData(RunStatus.Completed)]
    [InlineData(RunStatus.Failed)]
    [InlineData(RunStatus.Cancelled)]
    [InlineData(RunStatus.Terminated)]
    public void WhateverComesLater_ChangesNothing(RunStatus status)
    {
        var story = Ended(status);
        Assert.Equal(status, story.Status(1));
        var before = story.State.Text();

        Assert.Equal(ErrorCodes.RunEnded, story.Says(1, "more", "msg_2").Refusal);
        Assert.Equal(ErrorCodes.RunEnded, story.Signals(1, "go").Refusal);
        Assert.Equal(ErrorCodes.RunEnded, story.Pauses(1).Refusal);
        Assert.Equal(ErrorCodes.RunEnded, story.Resumes(1).Refusal);
        Assert.Equal(ErrorCodes.RunEnded, story.Resolves(1).Refusal);
        Assert.Null(story.Cancels(1).Refusal);
        Assert.Null(story.Terminates(1).Refusal);
        Assert.Null(story.Asks(1).Refusal);
        Assert.Null(story.IsTakenOver().Refusal);
        Assert.Null(story.Take(new CompleteModelCall(Story.Key(1), 1, 1, Content.Inline("hi"), [], new ModelUsage(1, 1, 0, 0), "stop")).Refusal);
        Assert.Null(story.Take(new CompleteToolCall(Story.Key(1), 2, 1, Content.Inline("hi"), false)).Refusal);
        Assert.Null(story.Take(new FailAttempt(Story.Key(1), 1, 1, new RunError("AG3001", "Busy."), true, true, null, 0)).Refusal);
        story.Pass(TimeSpan.FromDays(400));

        Assert.Equal(before, story.State.Text());
        Assert.Empty(story.Effects);
        Assert.Null(story.NextWake);
    }

    [Theory]
    [InlineData(RunStatus.Completed)]
    [InlineData(RunStatus.Failed)]
    [InlineData(RunStatus.Cancelled)]
    [InlineData(RunStatus.Terminated)]
    public void Session_ContinuesWithTheNextRun_WithTheConversationSoFar(RunStatus status)
    {
        var story = Ended(status).Asks(2, "again");

        Assert.Equal(["run.created", "run.started", "model.started"], story.Told);
        Assert.Equal("user: hello", story.Messages[0]);
        Assert.Equal("user: again", story.Messages[^1]);
        Assert.Equal(status, story.Status(1));
    }

    [Fact]
    public void Fold_RemembersTheLastFew_AndTheOutputOfTheNewestOnly()
    {
        var story = new Story();
        for (var run = 1; run <= SessionState.EndedKept + 1; run++)
            story.Pass(TimeSpan.FromSeconds(1)).Asks(run).Answers($"answer {run}");

        Assert.Equal([null, null, null, "answer 5"], story.State.Ended.Select(ended => ended.Output?.Text));
        Assert.Equal(ErrorCodes.NotFound, story.Says(1, "more").Refusal);
        Assert.Equal(story.Entries[(int)story.View(5).OutputPosition!.Value].Entry, story.All<AssistantMessage>().Last());
    }

    private static Story Ended(RunStatus status)
    {
        var story = new Story().Asks(1).Says(1, "please").Calls("look");
        return status switch
        {
            RunStatus.Completed => story.Returns("look").Answers("hi"),
            RunStatus.Failed => story.Fails("look", permanent: true),
            RunStatus.Cancelled => story.Cancels(1),
            _ => story.Terminates(1),
        };
    }
}
