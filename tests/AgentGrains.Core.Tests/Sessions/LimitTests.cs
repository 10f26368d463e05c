using AgentGrains.Core.Agents;
using AgentGrains.Core.Models;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Tests.Stories;

namespace AgentGrains.Core.Tests.Sessions;

/// <summary>What a run may use, AG3004 to AG3008: up to the limit it continues, beyond it fails.</summary>
public sealed class LimitTests
{
    private static readonly string[] Fails = ["run.failed"];

    [Fact]
    public void Steps_UpToTheLimit_AreTaken_AndNoModelCallBeyond()
    {
        var story = new Story().Asks(1, limits: new RunLimits { MaxSteps = 2 }).Calls("look").Returns("look");

        Assert.Equal(["tool.completed", .. Fails], story.Told);
        Assert.Equal("AG3004", story.FailureOf(1));
        Assert.Equal(2, story.View(1).Usage.Steps);
    }

    [Fact]
    public void Steps_BeyondTheLimit_AreNoToolCallsEither_AndThoseThatBeganAreGivenUp()
    {
        var story = new Story().Asks(1, limits: new RunLimits { MaxSteps = 2 }).Calls("look", "put");

        Assert.Equal(["model.completed", "message.assistant", "tool.started", "step.failed", .. Fails], story.Told);
        Assert.Equal("AG3004", story.FailureOf(1));
    }

    [Fact]
    public void Steps_WithoutALimit_HaveTheDefault()
    {
        var story = new Story().Asks(1);
        while (story.State.Active is not null)
            story.Calls("look").Returns("look");

        Assert.Equal("AG3004", story.FailureOf(1));
        Assert.Equal(RunLimits.DefaultMaxSteps, story.View(1).Usage.Steps);
    }

    [Fact]
    public void Duration_AtTheLimit_FailsTheRun_WhateverIsInFlight()
    {
        var story = new Story().Asks(1, limits: new RunLimits { MaxRunDurationMs = 60_000 }).Calls("wire");

        Assert.Equal(story.Now.AddMinutes(1), story.NextWake);
        Assert.Empty(story.Pass(TimeSpan.FromMilliseconds(59_999)).Told);
        Assert.Equal(["step.failed", .. Fails], story.Pass(TimeSpan.FromMilliseconds(1)).Told);
        Assert.Equal("AG3005", story.FailureOf(1));
    }

    [Fact]
    public void Duration_CountsFromTheStart_NotFromTheQueue()
    {
        var story = new Story().Asks(1).Asks(2, limits: new RunLimits { MaxRunDurationMs = 60_000 }).Pass(TimeSpan.FromHours(1)).Answers("hi");

        Assert.Equal(RunStatus.Running, story.Status(2));
        Assert.Equal(story.Now.AddMinutes(1), story.NextWake);
    }

    [Fact]
    public void Duration_IsOverBeforeASleepIs()
    {
        var story = new Story().Asks(1, limits: new RunLimits { MaxRunDurationMs = 1000 }).Calls(Inputs.Call("sleep", """{"duration_ms":5000}"""));

        Assert.Equal(story.Now.AddSeconds(1), story.NextWake);
        Assert.Equal("AG3005", story.Pass(TimeSpan.FromSeconds(5)).FailureOf(1));
    }

    [Theory]
    [InlineData(13, null)]
    [InlineData(12, "AG3006")]
    public void Tokens_UsedUp_FailTheRunBeforeTheNextModelCall(long limit, string? failure)
    {
        var story = new Story().Asks(1, limits: new RunLimits { MaxTokens = limit }).Calls("look").Returns("look");

        Assert.Equal(failure, story.FailureOf(1));
    }

    [Theory]
    [InlineData(4, null)]
    [InlineData(3, "AG3007")]
    public void Money_UsedUp_FailsTheRunBeforeTheNextModelCall(long limit, string? failure)
    {
        var story = new Story().Asks(1, limits: new RunLimits { MaxCostMicros = limit }).Calls("look").Returns("look");

        Assert.Equal(failure, story.FailureOf(1));
    }

    [Fact]
    public void TokensAndMoney_UsedUpByTheAnswer_LetTheRunComplete()
    {
        var story = new Story().Asks(1, limits: new RunLimits { MaxTokens = 1, MaxCostMicros = 1 }).Answers("hi", new ModelUsage(1000, 1000, 0, 1000));

        Assert.Equal(RunStatus.Completed, story.Status(1));
    }

    [Theory]
    [InlineData(80, null)]
    [InlineData(81, "AG3008")]
    public void Context_LargerThanTheAgents_FailsTheRun(int bytes, string? failure)
    {
        // 20 bytes of instructions and 80 of the message are 25 tokens.
        var agent = StoryAgents.Worker with { Instructions = new string('i', 20), Context = new ContextDefinition { MaxTokens = 25 } };

        Assert.Equal(failure, new Story(agent).Asks(1, new string('m', bytes)).FailureOf(1));
    }

    [Fact]
    public void Context_GrowsWithEveryMessage_AcrossRuns()
    {
        var agent = StoryAgents.Worker with { Instructions = "", Context = new ContextDefinition { MaxTokens = 25 } };
        var story = new Story(agent).Asks(1, new string('m', 60)).Answers(new string('a', 40)).Asks(2, "m");

        Assert.Equal("AG3008", story.FailureOf(2));
    }
}
