using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Tests.Stories;

namespace AgentGrains.Core.Tests.Sessions;

/// <summary>Waiting until a URL answers with a status: a poll at once, then one each interval, with nothing in flight between.</summary>
public sealed class HttpWaitTests
{
    private const string Url = "https://jobs.example/7";
    private static readonly string[] Continues = ["tool.completed", "model.started", "run.resumed"];
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(60);

    [Fact]
    public void FirstPoll_StartsAtOnce_AndTheRunWaitsMeanwhile()
    {
        var story = Waiting();

        Assert.Equal(["model.completed", "message.assistant", "http_wait.started", "run.waiting"], story.Told);
        Assert.Equal([new PollUrl(Story.Key(1), 2, 1, "http_wait", Url)], story.Effects);
        Assert.Equal((WaitReasons.Timer, Url, story.Now + TimeSpan.FromHours(1)), (story.WaitsFor, story.Active.Waiting!.Detail, story.Active.Waiting.Until));
    }

    [Fact]
    public void Answer_WithTheStatus_EndsTheWait()
    {
        var story = Waiting();

        Assert.Equal(Continues, story.Take(Poll(story, 200)).Told);
        Assert.Equal($"tool: {Url} answered 200, at 2026-01-05T08:00:00.000Z.", story.Messages[^1]);
    }

    [Fact]
    public void Answer_WithAnotherStatus_OrNone_IsPolledAgainAfterTheInterval_AndNotBefore()
    {
        var story = Waiting();
        foreach (var (status, problem) in new (int?, string?)[] { (404, null), (null, "it gave no answer.") })
        {
            Assert.Equal(["http_wait.polled"], story.Take(Poll(story, status, problem)).Told);
            Assert.Equal((0, story.Now + Interval), (story.Effects.Count, story.NextWake));
            Assert.Equal(WaitReasons.Timer, story.WaitsFor);
            Assert.Empty(story.Pass(Interval - TimeSpan.FromMilliseconds(1)).Told);
            Assert.Equal(["attempt.started"], story.Pass(TimeSpan.FromMilliseconds(1)).Told);
        }
        Assert.Equal(3, Assert.Single(story.Effects).Attempt);
    }

    [Fact]
    public void Refusal_EndsTheWaitAtOnce()
    {
        var story = Waiting();

        Assert.Equal(Continues, story.Take(Poll(story, null, "Its address is not allowed.") with { Refused = true }).Told);
        Assert.Equal($"tool: {Url} was not polled. Its address is not allowed.", story.Messages[^1]);
        Assert.True(story.All<ToolCallCompleted>().Single().IsError);
    }

    [Fact]
    public void Deadline_IsPolledOnceMore_ThenTheModelIsTold()
    {
        var story = Waiting("""{"url":"https://jobs.example/7","timeout_ms":90000,"interval_ms":60000}""");
        story.Take(Poll(story, 404)).Pass(Interval).Take(Poll(story, 503));

        Assert.Equal(Story.Beginning.AddSeconds(90), story.NextWake);
        story.Pass(TimeSpan.FromSeconds(30));
        Assert.Equal(Continues, story.Take(Poll(story, 503)).Told);
        Assert.Equal($"tool: {Url} did not answer 200 before 2026-01-05T08:01:30.000Z. The last of 3 polls: it answered 503.", story.Messages[^1]);
    }

    [Fact]
    public void Poll_IsRepeatedAfterATakeOver_AndThatQuarantinesNoLongWait()
    {
        var story = Waiting();
        for (var i = 0; i < 40; i++)
        {
            Assert.Equal(["run.taken_over", "attempt.lost", "attempt.started"], story.IsTakenOver().Told);
            story.Take(Poll(story, 404)).Pass(Interval);
        }
        Assert.False(story.Active.Quarantined);
    }

    [Fact]
    public void Poll_BesideAToolThatBringsHostsDown_DoesNotKeepTheRunFromQuarantine()
    {
        var story = new Story().Asks(1).Calls(Inputs.Call("http_wait", """{"url":"https://jobs.example/7","interval_ms":1000}"""), Inputs.Call("look", index: 1));
        for (var i = 0; i < 16; i++)
            story.Take(Poll(story, 404)).Pass(TimeSpan.FromSeconds(1)).IsTakenOver();

        Assert.True(story.Active.Quarantined);
    }

    [Fact]
    public void Failure_OfTheHost_CountsOnlyInARow_AndEndsTheWaitOnceItsTimeIsUp()
    {
        var story = Waiting();
        for (var i = 0; i < 20; i++)
        {
            story.Fails("http_wait").Pass(TimeSpan.FromSeconds(30));
            story.Take(Poll(story, 404)).Pass(Interval);
        }
        Assert.Equal(WaitReasons.Timer, story.WaitsFor);

        story.Pass(TimeSpan.FromHours(1));
        Assert.Equal(Continues, story.Fails("http_wait").Told);
    }

    [Fact]
    public void Held_CanBeSkipped()
    {
        var story = Waiting();
        for (var i = 0; i < 10; i++)
            story.Fails("http_wait").Pass(TimeSpan.FromSeconds(30));
        Assert.Equal((WaitReasons.Recovery, "call_0"), (story.WaitsFor, story.Active.Waiting!.Ref));

        Assert.Equal(Continues, story.Skips(1, "http_wait", "it is there").Told);
    }

    [Fact]
    public void Report_OfAnEarlierPoll_ChangesNothing()
    {
        var story = Waiting();
        var late = Poll(story, 200);
        story.Take(Poll(story, 404)).Pass(Interval);

        Assert.Empty(story.Take(late).Told);
        Assert.Equal(Continues, story.Take(Poll(story, 200)).Told);
        Assert.Empty(story.Take(late).Told);
    }

    [Fact]
    public void Paused_StartsNoPoll_AndResumesWhereItWas()
    {
        var story = Waiting();
        story.Take(Poll(story, 404)).Pauses(1).Pass(Interval * 3);
        Assert.Empty(story.Effects);

        Assert.Equal(["run.resumed", "attempt.started", "run.waiting"], story.Resumes(1).Told);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"url":"ftp://jobs.example/"}""")]
    [InlineData("""{"url":"/relative"}""")]
    [InlineData("""{"url":"https://user:secret@jobs.example/"}""")]
    [InlineData("""{"url":"https://jobs.example/","status":199}""")]
    [InlineData("""{"url":"https://jobs.example/","status":"200"}""")]
    [InlineData("""{"url":"https://jobs.example/","interval_ms":999}""")]
    [InlineData("""{"url":"https://jobs.example/","timeout_ms":0}""")]
    [InlineData("""{"url":"https://jobs.example/","interval_ms":1000,"timeout_ms":10000000}""")]
    [InlineData("""[]""")]
    public void Arguments_ThatDoNotFit_AreExplainedToTheModel(string arguments)
    {
        var story = Waiting(arguments);

        Assert.Equal(["model.completed", "message.assistant", "tool.started", "tool.completed", "model.started"], story.Told);
        Assert.StartsWith("tool: 'http_wait' ", story.Messages[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Polls_AreAtMostTenThousand()
    {
        Assert.Contains("http_wait.started", Waiting("""{"url":"https://jobs.example/","interval_ms":1000,"timeout_ms":9998999}""").Told);
        Assert.EndsWith("use an interval_ms of at least 1001 for this timeout_ms.", Waiting("""{"url":"https://jobs.example/","interval_ms":1000,"timeout_ms":9999000}""").Messages[^1], StringComparison.Ordinal);
    }

    private static Story Waiting(string arguments = """{"url":"https://jobs.example/7","interval_ms":60000}""") => new Story().Asks(1).Calls(Inputs.Call("http_wait", arguments));

    private static ReportPoll Poll(Story story, int? status, string? problem = null) =>
        new(Story.Key(1), 2, story.Active.Open[0].Attempt, status, problem);
}
