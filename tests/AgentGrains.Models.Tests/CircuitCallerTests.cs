using AgentGrains.Core.Models;
using static AgentGrains.Models.Tests.CircuitEndpoint;

namespace AgentGrains.Models.Tests;

/// <summary>An agent whose calls always fail does not close a model to other agents.</summary>
public sealed class CircuitCallerTests
{
    private const string Other = "demo/other";

    private readonly CircuitEndpoint endpoint = new();

    [Fact]
    public async Task CallAsync_OfAnAgentThatHasNotFailed_GoesOutAndItsAnswerCloses()
    {
        await endpoint.OpenAsync();
        endpoint.Respond = static (_, _) => Task.FromResult(Answer);

        await endpoint.CallAsync(caller: Other);

        await endpoint.CallAsync();
        Assert.Equal(ModelCircuit.OpensAfterRuns + 2, endpoint.Calls);
    }

    [Fact]
    public async Task CallAsync_OfAnAgentThatHasFailedToo_IsRejectedUntilTheSameProbe()
    {
        await endpoint.OpenAsync();
        endpoint.Time.Advance(TimeSpan.FromMilliseconds(400));

        await endpoint.FailAsync(caller: Other);

        Assert.Equal(ModelCircuit.OpensAfterRuns + 1, endpoint.Calls);
        Assert.Equal(TimeSpan.FromMilliseconds(600), (await endpoint.FailAsync(caller: Other)).RetryAfter);
        Assert.Equal(TimeSpan.FromMilliseconds(600), (await endpoint.FailAsync()).RetryAfter);
        endpoint.Time.Advance(TimeSpan.FromMilliseconds(600));
        await endpoint.FailAsync(caller: Other);
        Assert.Equal(2 * ModelCircuit.FirstDelay, (await endpoint.FailAsync()).RetryAfter);
        Assert.Equal(ModelCircuit.OpensAfterRuns + 2, endpoint.Calls);
    }

    [Fact]
    public async Task CallAsync_OfAnAgentThatIsAnswered_IsNeverRejectedBesideOneThatAlwaysFails()
    {
        for (var round = 0; round < 10; round++)
        {
            await endpoint.OpenAsync();
            Assert.True((await endpoint.FailAsync()).NotSent);
            endpoint.Respond = static (_, _) => Task.FromResult(Answer);
            await endpoint.CallAsync(caller: Other);
        }
    }

    [Fact]
    public async Task CallAsync_OfAnAgentThatHasNotFailed_DoesNotMoveTheProbe()
    {
        await endpoint.OpenAsync();
        endpoint.Time.Advance(ModelCircuit.FirstDelay);
        var held = endpoint.Hold();
        var probe = endpoint.FailAsync();
        endpoint.RespondWith(Failure(retryAfter: TimeSpan.FromMinutes(1)));
        var waiting = endpoint.FailAsync();

        await endpoint.FailAsync(caller: Other);

        Assert.False(waiting.IsCompleted);
        held.SetException(Failure(ModelFailureKind.Throttled));
        await probe;
        Assert.Equal((ModelFailureKind.Throttled, 2 * ModelCircuit.FirstDelay), ((await waiting).Kind, (await waiting).RetryAfter!.Value));
    }
}
