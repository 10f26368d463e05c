using AgentGrains.Core.Models;
using static AgentGrains.Models.Tests.CircuitEndpoint;

namespace AgentGrains.Models.Tests;

/// <summary>What a circuit makes of calls that end late, or not at all.</summary>
public sealed class CircuitPeriodTests
{
    private readonly CircuitEndpoint endpoint = new();

    [Fact]
    public async Task Failures_OfCallsInFlightWhenItOpened_DoNotExtendIt()
    {
        var held = endpoint.Hold();
        var early = Enumerable.Range(0, 20).Select(_ => endpoint.FailAsync()).ToList();
        await endpoint.OpenAsync();
        endpoint.Time.Advance(TimeSpan.FromMilliseconds(900));

        held.SetException(Failure(retryAfter: TimeSpan.FromMinutes(1)));
        await Task.WhenAll(early);

        Assert.Equal(TimeSpan.FromMilliseconds(100), (await endpoint.FailAsync()).RetryAfter);
    }

    [Fact]
    public async Task Failures_OfCallsInFlightWhenItOpened_DoNotOpenItAgain()
    {
        var held = endpoint.Hold();
        var early = Enumerable.Range(0, 20).Select(_ => endpoint.FailAsync()).ToList();
        await endpoint.OpenAsync();
        endpoint.Time.Advance(ModelCircuit.FirstDelay);
        endpoint.Respond = static (_, _) => Task.FromResult(Answer);
        await endpoint.CallAsync();

        held.SetException(Failure());
        await Task.WhenAll(early);

        await endpoint.CallAsync();
    }

    [Fact]
    public async Task Answer_OfACallInFlightWhenItOpened_DoesNotCloseIt()
    {
        var held = endpoint.Hold();
        var early = endpoint.CallAsync();
        await endpoint.OpenAsync(Failure(ModelFailureKind.Throttled, TimeSpan.FromMinutes(1)));

        held.SetResult(Answer);
        await early;

        Assert.Equal(TimeSpan.FromMinutes(1), (await endpoint.FailAsync()).RetryAfter);
    }

    [Fact]
    public async Task Probe_ThatIsCancelled_LeavesItsTurnToTheNextCall()
    {
        await endpoint.OpenAsync();
        endpoint.Time.Advance(ModelCircuit.FirstDelay);
        _ = endpoint.Hold();
        using var cancellation = new CancellationTokenSource();
        var probe = endpoint.CallAsync(cancellation: cancellation.Token);
        endpoint.RespondWith(Failure());
        var waiting = Enumerable.Range(0, 10).Select(_ => endpoint.FailAsync()).ToList();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => probe);
        var failures = await Task.WhenAll(waiting);
        Assert.Equal(ModelCircuit.OpensAfterRuns + 2, endpoint.Calls);
        Assert.Equal(9, failures.Count(static rejected => rejected.RetryAfter == 2 * ModelCircuit.FirstDelay));
    }

    [Fact]
    public async Task Probe_ThatHangs_DoesNotHoldUpTheNext()
    {
        await endpoint.OpenAsync();
        endpoint.Time.Advance(ModelCircuit.FirstDelay);
        var hung = endpoint.Hold();
        var probe = endpoint.CallAsync();
        var held = endpoint.Hold();
        var waiting = Enumerable.Range(0, 10).Select(_ => endpoint.CallAsync()).ToList();
        endpoint.Time.Advance((2 * ModelCircuit.FirstDelay) - TimeSpan.FromTicks(1));
        Assert.Equal(ModelCircuit.OpensAfterRuns + 1, endpoint.Calls);
        var next = endpoint.NextCallAsync();

        endpoint.Time.Advance(TimeSpan.FromMilliseconds(1));

        await next;
        Assert.Equal(ModelCircuit.OpensAfterRuns + 2, endpoint.Calls);
        // The newer probe decides, unless the older one is answered after all.
        hung.SetException(Failure());
        await Assert.ThrowsAsync<ModelException>(() => probe);
        Assert.DoesNotContain(waiting, static call => call.IsCompleted);
        held.SetResult(Answer);
        await Task.WhenAll(waiting);
    }

    [Fact]
    public async Task Probe_ThatIsAnsweredAfterTheNextFailed_ClosesIt()
    {
        await endpoint.OpenAsync();
        endpoint.Time.Advance(ModelCircuit.FirstDelay);
        var slow = endpoint.Hold();
        var probe = endpoint.CallAsync();
        endpoint.Time.Advance(2 * ModelCircuit.FirstDelay);
        endpoint.RespondWith(Failure());
        await endpoint.FailAsync();
        Assert.Equal(4 * ModelCircuit.FirstDelay, (await endpoint.FailAsync()).RetryAfter);

        slow.SetResult(Answer);
        await probe;

        endpoint.Respond = static (_, _) => Task.FromResult(Answer);
        await endpoint.CallAsync();
    }
}
