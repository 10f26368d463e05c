using AgentGrains.Core.Effects;

namespace AgentGrains.Runtime.Tests.Effects;

/// <summary>An attempt begins or is given up, whichever comes first.</summary>
public sealed class AttemptStartTests
{
    [Fact]
    public void Attempt_ThatWasGivenUp_DoesNotBegin()
    {
        var start = new AttemptStart();

        Assert.True(start.TryGiveUp());
        Assert.False(start.TryBegin());
    }

    [Fact]
    public void Attempt_ThatHasStarted_IsNotGivenUp()
    {
        var start = new AttemptStart();

        Assert.True(start.TryBegin());
        Assert.False(start.TryGiveUp());
    }
}
