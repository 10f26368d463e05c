using System.Collections.Immutable;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Tests.Stories;

namespace AgentGrains.Core.Tests.Sessions;

/// <summary>How runs begin, and what becomes of one that comes while another is active.</summary>
public sealed class ConflictTests
{
    [Fact]
    public void Create_InANewSession_OpensItAndCallsTheModel()
    {
        var story = new Story().Asks(1);

        Assert.Equal(["session.opened", "run.created", "run.started", "model.started"], story.Told);
        Assert.Equal(RunStatus.Running, story.Status(1));
        Assert.Equal([new Effect.CallModel(Story.Key(1), 1, 1, "default")], story.Effects);
        Assert.Equal(["user: hello"], story.Messages);
    }

    [Fact]
    public void Create_AgainWithTheSameKey_ChangesNothing_ActiveOrEnded()
    {
        var story = new Story().Asks(1);
        Assert.Empty(story.Asks(1).Told);
        story.Answers("hi");

        Assert.Empty(story.Asks(1).Told);
        Assert.Null(story.Refusal);
        Assert.Equal(RunStatus.Completed, story.Status(1));
    }

    [Fact]
    public void Create_AgainLongAfterItEnded_IsNotExecutedAgain()
    {
        var story = new Story();
        for (var run = 1; run <= SessionState.RecentKept; run++)
            story.Asks(run).Answers("hi");

        Assert.Empty(story.Asks(1).Told);
    }

    [Fact]
    public void Create_ForAnotherAgent_IsRefused()
    {
        var story = new Story().Asks(1);

        story.Take(new CreateRun(
            Story.Key(2), "stranger", 1, [new UserMessage(Content.Inline("hello"))], new RunLimits(), ImmutableDictionary<string, string>.Empty, OnConflict.Enqueue));

        Assert.Equal(ErrorCodes.Invalid, story.Refusal);
    }

    [Fact]
    public void Enqueue_WhileAnotherIsActive_StartsWhenThatEnds()
    {
        var story = new Story().Asks(1);

        Assert.Equal(["run.created"], story.Asks(2, "me too").Told);
        Assert.Equal(RunStatus.Queued, story.Status(2));
        Assert.Equal(["user: hello"], story.Messages);
        Assert.Equal(["model.completed", "message.assistant", "run.completed", "run.started", "model.started"], story.Answers("hi").Told);
        Assert.Equal(["user: hello", "assistant: hi", "user: me too"], story.Messages);
    }

    [Fact]
    public void Enqueue_Several_StartsThemInTheirOrder()
    {
        var story = new Story().Asks(1).Asks(2).Asks(3);

        Assert.Equal(Story.Key(2), story.Answers("hi").Active.Key);
        Assert.Equal(Story.Key(3), story.Answers("hi").Active.Key);
    }

    [Fact]
    public void Enqueue_IntoAFullQueue_IsRefused()
    {
        var story = new Story().Asks(1);
        for (var i = 0; i < SessionState.MaxQueued; i++)
            Assert.Null(story.Asks(2 + i).Refusal);

        Assert.Equal(ErrorCodes.QueueFull, story.Asks(1000).Refusal);
        Assert.Equal(ErrorCodes.QueueFull, story.Asks(1000, onConflict: OnConflict.Interrupt).Refusal);
    }

    [Fact]
    public void Reject_WhileAnotherIsActive_IsRefused_AndIsTakenOnceItEnded()
    {
        var story = new Story().Asks(1);

        Assert.Equal(ErrorCodes.SessionBusy, story.Asks(2, onConflict: OnConflict.Reject).Refusal);
        Assert.Null(story.Answers("hi").Asks(2, onConflict: OnConflict.Reject).Refusal);
        Assert.Equal(RunStatus.Running, story.Status(2));
    }

    [Fact]
    public void Interrupt_WhileTheModelIsCalled_CancelsThatRunAndStarts()
    {
        var story = new Story().Asks(1).Asks(2, onConflict: OnConflict.Interrupt);

        Assert.Equal(["run.created", "run.cancelling", "step.failed", "run.cancelled", "run.started", "model.started"], story.Told);
        Assert.Equal(RunStatus.Cancelled, story.Status(1));
        Assert.Equal(RunStatus.Running, story.Status(2));
    }

    [Fact]
    public void Interrupt_WhileAToolMustNotBeCutOff_StartsWhenThatIsDone()
    {
        var story = new Story().Asks(1).Calls("wire").Asks(2, onConflict: OnConflict.Interrupt);

        Assert.Equal(["run.created", "run.cancelling"], story.Told);
        Assert.Equal(RunStatus.Queued, story.Status(2));
        Assert.Equal(["tool.completed", "run.cancelled", "run.started", "model.started"], story.Returns("wire").Told);
    }

    [Fact]
    public void Interrupt_StartsBehindThoseThatWaitedBefore()
    {
        var story = new Story().Asks(1).Asks(2).Asks(3, onConflict: OnConflict.Interrupt);

        Assert.Equal(Story.Key(2), story.Active.Key);
        Assert.Equal(RunStatus.Queued, story.Status(3));
    }

    [Fact]
    public void Steer_WhileTheModelIsCalled_IsShownToItAtItsNextCall()
    {
        var story = new Story().Asks(1).Asks(2, "no, wait", OnConflict.Steer);

        Assert.Equal(["message.received"], story.Told);
        Assert.Equal(["model.completed", "message.assistant", "model.started"], story.Answers("hi").Told);
        Assert.Equal(["user: hello", "assistant: hi", "user: no, wait"], story.Messages);
        Assert.Equal(["model.completed", "message.assistant", "run.completed"], story.Answers("I wait").Told);
    }

    [Fact]
    public void Steer_WhileAToolIsInFlight_FollowsItsResult()
    {
        var story = new Story().Asks(1).Calls("look").Asks(2, "hurry", OnConflict.Steer).Returns("look", "seen");

        Assert.Equal(["tool.completed", "model.started"], story.Told);
        Assert.Equal(["user: hello", "assistant: look", "tool: seen", "user: hurry"], story.Messages);
    }

    [Fact]
    public void Steer_Again_CountsOnce()
    {
        var story = new Story().Asks(1).Asks(2, "no, wait", OnConflict.Steer);

        Assert.Empty(story.Asks(2, "no, wait", OnConflict.Steer).Told);
        Assert.Null(story.Refusal);
    }

    [Fact]
    public void Steer_WhileTheRunIsBeingCancelled_WaitsItsTurn()
    {
        var story = new Story().Asks(1).Calls("wire").Cancels(1).Asks(2, "no, wait", OnConflict.Steer);

        Assert.Equal(["run.created"], story.Told);
        Assert.Equal(RunStatus.Queued, story.Status(2));
    }

    [Fact]
    public void Message_ToTheActiveRun_IsShownToTheModel_AndCountsOnce()
    {
        var story = new Story().Asks(1).Says(1, "and more");

        Assert.Equal(["message.received"], story.Told);
        Assert.Empty(story.Says(1, "and more").Told);
        Assert.Equal(["user: hello", "assistant: hi", "user: and more"], story.Answers("hi").Messages);
    }

    [Fact]
    public void Message_ToAQueuedOrUnknownRun_IsRefused()
    {
        var story = new Story().Asks(1).Asks(2);

        Assert.Equal(ErrorCodes.WrongRunState, story.Says(2, "hello?").Refusal);
        Assert.Equal(ErrorCodes.NotFound, story.Says(9, "hello?").Refusal);
    }
}
