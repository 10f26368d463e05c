using AgentGrains.Core.Models;
using static AgentGrains.Models.Tests.CircuitEndpoint;

namespace AgentGrains.Models.Tests;

/// <summary>When a model's circuit opens, whom it rejects, and what closes it.</summary>
public sealed class CircuitTests
{
    private readonly CircuitEndpoint endpoint = new();

    public static TheoryData<ModelFailureKind> OtherFailures =>
        [.. Enum.GetValues<ModelFailureKind>().Where(static kind => kind is not (ModelFailureKind.Throttled or ModelFailureKind.Unavailable))];

    [Theory]
    [InlineData(ModelFailureKind.Throttled)]
    [InlineData(ModelFailureKind.Unavailable)]
    public async Task CallAsync_AfterFailuresOfThreeRunsInARow_IsRejectedWithTheTimeUntilTheProbe(ModelFailureKind kind)
    {
        await endpoint.OpenAsync(Failure(kind));
        endpoint.Time.Advance(TimeSpan.FromMilliseconds(400));

        var rejected = await endpoint.FailAsync();

        Assert.Equal((3, kind, TimeSpan.FromMilliseconds(600)), (endpoint.Calls, rejected.Kind, rejected.RetryAfter));
        Assert.Equal("Model 'default' is not asked before 2000-01-01 00:00:01Z, because its last calls failed. Made to fail.", rejected.Message);
        Assert.True(rejected.NotSent);
        Assert.Null(rejected.Usage);
    }

    [Fact]
    public async Task CallAsync_AfterManyFailuresOfTwoRuns_GoesOut()
    {
        endpoint.RespondWith(Failure());
        var (one, other) = (endpoint.NewRun(), endpoint.NewRun());
        for (var attempt = 0; attempt < 10; attempt++)
        {
            await endpoint.FailAsync(one);
            await endpoint.FailAsync(other);
        }
        Assert.Equal(20, endpoint.Calls);
    }

    [Theory]
    [MemberData(nameof(OtherFailures))]
    public async Task CallAsync_AfterFailuresThatAreNotInARow_GoesOut(ModelFailureKind between)
    {
        for (var round = 0; round < 3; round++)
        {
            endpoint.RespondWith(Failure());
            await endpoint.FailAsync();
            await endpoint.FailAsync();
            endpoint.RespondWith(Failure(between));
            await endpoint.FailAsync();
        }
        Assert.Equal(9, endpoint.Calls);
    }

    [Fact]
    public async Task CallAsync_AfterAnAnswerBetweenFailures_GoesOut()
    {
        for (var round = 0; round < 3; round++)
        {
            endpoint.RespondWith(Failure());
            await endpoint.FailAsync();
            await endpoint.FailAsync();
            endpoint.Respond = static (_, _) => Task.FromResult(Answer);
            await endpoint.CallAsync();
        }
        Assert.Equal(9, endpoint.Calls);
    }

    [Fact]
    public async Task CallAsync_HundredAtOnceAtEachProbe_OneGoesOutAndTheOthersAreRejectedWithIt()
    {
        await endpoint.OpenAsync();
        var delay = ModelCircuit.FirstDelay;
        for (var probes = 1; probes <= 4; probes++)
        {
            endpoint.Time.Advance(delay);
            delay *= 2;
            var held = endpoint.Hold();
            using var start = new Barrier(100);
            var calls = Enumerable.Range(0, 100).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait(TestContext.Current.CancellationToken);
                    return endpoint.FailAsync();
                }, TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
            // Each has called as far as it comes: one waits for the endpoint, the others for that one.
            var failures = await Task.WhenAll(calls);

            Assert.Equal(ModelCircuit.OpensAfterRuns + probes, endpoint.Calls);
            Assert.DoesNotContain(failures, static failure => failure.IsCompleted);
            held.SetException(Failure());
            Assert.Equal(99, (await Task.WhenAll(failures)).Count(rejected => rejected.NotSent && rejected.RetryAfter == delay));
        }
        Assert.Equal(ModelCircuit.OpensAfterRuns + 4, endpoint.Calls);
    }

    [Fact]
    public async Task CallAsync_WaitingForAProbeThatIsAnswered_GoesOut()
    {
        await endpoint.OpenAsync();
        endpoint.Time.Advance(ModelCircuit.FirstDelay);
        var held = endpoint.Hold();
        var calls = Enumerable.Range(0, 100).Select(_ => endpoint.CallAsync()).ToList();
        Assert.Equal(ModelCircuit.OpensAfterRuns + 1, endpoint.Calls);

        held.SetResult(Answer);

        await Task.WhenAll(calls);
        Assert.Equal(ModelCircuit.OpensAfterRuns + 100, endpoint.Calls);
    }

    [Fact]
    public async Task CallAsync_WaitingForAProbe_CanBeCancelled()
    {
        await endpoint.OpenAsync();
        endpoint.Time.Advance(ModelCircuit.FirstDelay);
        var held = endpoint.Hold();
        var probe = endpoint.CallAsync();
        using var cancellation = new CancellationTokenSource();
        var waiting = endpoint.CallAsync(cancellation: cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        held.SetResult(Answer);
        await probe;
        Assert.Equal(ModelCircuit.OpensAfterRuns + 1, endpoint.Calls);
    }

    [Theory]
    [MemberData(nameof(OtherFailures))]
    public async Task CallAsync_AfterAProbeThatWasAnsweredInAnyWay_GoesOut(ModelFailureKind answered)
    {
        await endpoint.OpenAsync();
        endpoint.Time.Advance(ModelCircuit.FirstDelay);
        endpoint.RespondWith(Failure(answered));
        await endpoint.FailAsync();
        endpoint.Respond = static (_, _) => Task.FromResult(Answer);

        await endpoint.CallAsync();

        // It opens for the first delay again.
        await endpoint.OpenAsync();
        Assert.Equal(ModelCircuit.FirstDelay, (await endpoint.FailAsync()).RetryAfter);
    }

    [Fact]
    public async Task CallAsync_WhileTheAnswerOfTheProbeArrives_GoesOut()
    {
        await endpoint.OpenAsync();
        endpoint.Time.Advance(ModelCircuit.FirstDelay);
        var (text, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        endpoint.Respond = async (onText, _) =>
        {
            await text.Task;
            onText("Hi");
            await end.Task;
            return Answer;
        };
        var probe = endpoint.CallAsync();
        endpoint.Respond = static (_, _) => Task.FromResult(Answer);
        var waiting = endpoint.CallAsync();
        Assert.Equal(ModelCircuit.OpensAfterRuns + 1, endpoint.Calls);

        text.SetResult();

        await waiting;
        Assert.False(probe.IsCompleted);
        end.SetResult();
        await probe;
    }

    [Fact]
    public async Task CallAsync_AfterEachProbeThatFails_IsRejectedForTwiceAsLongUpToFiveMinutes()
    {
        await endpoint.OpenAsync();
        var delays = new List<double>();
        for (var probes = 0; probes < 11; probes++)
        {
            var delay = (await endpoint.FailAsync()).RetryAfter!.Value;
            delays.Add(delay.TotalSeconds);
            endpoint.Time.Advance(delay - TimeSpan.FromTicks(1));
            Assert.Equal(TimeSpan.FromTicks(1), (await endpoint.FailAsync()).RetryAfter);
            Assert.Equal(ModelCircuit.OpensAfterRuns + probes, endpoint.Calls);
            endpoint.Time.Advance(TimeSpan.FromTicks(1));
            await endpoint.FailAsync();
        }
        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300], delays);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.5, 1)]
    [InlineData(7, 7)]
    [InlineData(1800, 1800)]
    [InlineData(86_400, 3600)]
    public async Task CallAsync_OfAProviderThatAskedToWait_IsRejectedForAsLongUpToAnHour(double retryAfter, double expected)
    {
        await endpoint.OpenAsync(Failure(ModelFailureKind.Throttled, TimeSpan.FromSeconds(retryAfter)));
        Assert.Equal(TimeSpan.FromSeconds(expected), (await endpoint.FailAsync()).RetryAfter);

        // And so after the probe, but twice as long at least.
        endpoint.Time.Advance(TimeSpan.FromSeconds(expected));
        await endpoint.FailAsync();
        Assert.Equal(TimeSpan.FromSeconds(Math.Max(expected, 2)), (await endpoint.FailAsync()).RetryAfter);
    }
}
