using System.Collections.Immutable;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Tests.Stories;

namespace AgentGrains.Core.Tests.Sessions;

/// <summary>An erasure is recorded before anything is erased, and final.</summary>
public sealed class EraseTests
{
    [Fact]
    public void Erase_EndsTheQueueAndTheActiveRunInOneAppend_AndStartsNone()
    {
        var story = new Story().Asks(1).Calls("look").Asks(2).Asks(3).Take(new EraseSession());

        Assert.Equal(["run.terminated", "run.terminated", "run.terminated", "session.erasing"], story.Told);
        Assert.Equal([Story.Key(2), Story.Key(3), Story.Key(1)], story.All<RunTerminated>().Select(ended => ended.Run!.Value));
        Assert.Empty(story.Effects);
        Assert.True(story.State.Unfinished);
    }

    [Fact]
    public void Erase_Again_ChangesNothing() => Assert.Empty(new Story().Asks(1).Take(new EraseSession()).Take(new EraseSession()).Told);

    [Fact]
    public void ErasingSession_TakesNothingIn()
    {
        var story = new Story().Asks(1).Calls("wire").Take(new EraseSession());

        Assert.Equal(ErrorCodes.NotFound, story.Asks(2).Refusal);
        Assert.Equal(ErrorCodes.NotFound, story.Take(new OpenSession(StoryAgents.Name, ImmutableDictionary<string, string>.Empty)).Refusal);
        Assert.NotNull(story.Says(1, "hello").Refusal);
        Assert.False(story.State.Exists);
        Assert.Empty(story.IsTakenOver().Told);
        Assert.Empty(story.Pass(TimeSpan.FromDays(400)).Told);
    }

    [Fact]
    public void Erase_OfASessionWithoutRuns_IsRecorded() =>
        Assert.Equal(["session.erasing"], new Story().Take(new OpenSession(StoryAgents.Name, ImmutableDictionary<string, string>.Empty)).Take(new EraseSession()).Told);

    [Fact]
    public void LateResult_OfAnErasingSession_IsNoted()
    {
        var story = new Story().Asks(1).Calls("wire").Take(new EraseSession());

        Assert.Equal(["tool.late"], story.Take(new CompleteToolCall(Story.Key(1), 2, 1, Content.Inline("wired"), false)).Told);
    }
}
