using AgentGrains.Core.Agents;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Tests.Stories;

namespace AgentGrains.Core.Tests.Sessions;

/// <summary>A pause holds a run: steps in flight are recorded, no new step starts.</summary>
public sealed class PauseTests
{
    [Fact]
    public void Pause_WhileTheModelIsCalled_RecordsItsAnswer_AndBeginsNothing()
    {
        var story = new Story().Asks(1).Pauses(1);

        Assert.Equal(["run.paused"], story.Told);
        Assert.Equal(RunStatus.Paused, story.Status(1));
        Assert.Empty(story.Effects);
        Assert.Equal(["model.completed", "message.assistant"], story.Calls("look").Told);
        Assert.Equal(["run.resumed", "tool.started"], story.Resumes(1).Told);
    }

    [Fact]
    public void Pause_BeforeTheAnswer_KeepsTheRunFromEnding()
    {
        var story = new Story().Asks(1).Pauses(1).Answers("hi");

        Assert.Equal(RunStatus.Paused, story.Status(1));
        Assert.Equal(["run.resumed", "run.completed"], story.Resumes(1).Told);
    }

    [Fact]
    public void Pause_Again_ChangesNothing() => Assert.Empty(new Story().Asks(1).Pauses(1).Pauses(1).Told);

    [Fact]
    public void Resume_OfARunThatRuns_ChangesNothing() => Assert.Empty(new Story().Asks(1).Resumes(1).Told);

    [Fact]
    public void Resume_WithAStepInFlight_AsksForTheSameAttempt()
    {
        var story = new Story().Asks(1);
        var before = story.Effects;

        Assert.Equal(before, story.Pauses(1).Resumes(1).Effects);
    }

    [Fact]
    public void Pause_RecordsTheEndOfASleep_AndContinuesOnlyWhenResumed()
    {
        var story = new Story().Asks(1).Calls(Inputs.Call("sleep", """{"duration_ms":5000}""")).Pauses(1).Pass(TimeSpan.FromSeconds(5));

        Assert.Equal(["tool.completed"], story.Told);
        Assert.Equal(["run.resumed", "model.started"], story.Resumes(1).Told);
    }

    [Fact]
    public void Pause_KeepsAnAttemptThatIsDueFromBeginning()
    {
        var story = new Story().Asks(1).Fails("default").Pauses(1);

        Assert.Null(story.NextWake);
        Assert.Empty(story.Pass(TimeSpan.FromMinutes(1)).Told);
        Assert.Equal(["run.resumed", "attempt.started"], story.Resumes(1).Told);
    }

    [Fact]
    public void Pause_DoesNotStopTheRunsOwnClock()
    {
        var story = new Story().Asks(1, limits: new RunLimits { MaxRunDurationMs = 60_000 }).Pauses(1).Pass(TimeSpan.FromMinutes(1));

        Assert.Equal("AG3005", story.FailureOf(1));
    }

    [Fact]
    public void PauseAndResume_OfARunThatIsNotActive_AreRefused()
    {
        var story = new Story().Asks(1).Asks(2);

        Assert.Equal(ErrorCodes.WrongRunState, story.Pauses(2).Refusal);
        Assert.Equal(ErrorCodes.WrongRunState, story.Resumes(2).Refusal);
        Assert.Equal(ErrorCodes.NotFound, story.Pauses(3).Refusal);
    }
}
