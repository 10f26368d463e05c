using AgentGrains.Core.Sessions;
using AgentGrains.Core.Tests.Stories;

namespace AgentGrains.Core.Tests.Sessions;

/// <summary>A draining host accepts results and starts no call that it would not execute: the next host does, and no attempt is lost or used up.</summary>
public sealed class DrainingTests
{
    [Fact]
    public void Hold_AfterAModelsAnswer_LeavesItsCallsToTheNextHost()
    {
        var story = new Story().Asks(1).Drains().Calls("wire");

        Assert.Equal(["model.completed", "message.assistant"], story.Told);
        Assert.Empty(story.Effects);

        story.Drains(false).IsTakenOver();

        // A tool that must not run twice would wait for a person if a draining host had started it.
        Assert.Equal(["tool.started"], story.Told);
        Assert.Equal([new Effect.CallTool(Story.Key(1), 2, 1, "wire", 0)], story.Effects);
    }

    [Fact]
    public void Hold_AfterAToolsAnswer_LeavesTheModelToTheNextHost()
    {
        var story = new Story().Asks(1).Calls("look").Drains().Returns("look");

        Assert.Equal(["tool.completed"], story.Told);
        Assert.Empty(story.Effects);
        Assert.Equal(["model.started"], story.Drains(false).IsTakenOver().Told);
    }

    [Fact]
    public void Hold_WithAnAttemptThatIsDue_DoesNotBeginIt()
    {
        var story = new Story().Asks(1).Calls("look").Fails("look").Drains().Pass(TimeSpan.FromMinutes(1));

        Assert.Empty(story.Told);
        Assert.Equal(["attempt.started"], story.Drains(false).IsTakenOver().Told);
        Assert.Equal(1, story.Open("look").Failures);
    }

    [Fact]
    public void Hold_AtTheLastAnswer_EndsTheRun() =>
        Assert.Equal(["model.completed", "message.assistant", "run.completed"], new Story().Asks(1).Drains().Answers("done").Told);

    [Fact]
    public void Hold_OfANewRun_KeepsItForTheNextHost()
    {
        var story = new Story().Drains().Asks(1);

        Assert.Equal(RunStatus.Running, story.Status(1));
        Assert.Empty(story.Effects);
        Assert.Equal(["model.started"], story.Drains(false).IsTakenOver().Told);
    }
}
