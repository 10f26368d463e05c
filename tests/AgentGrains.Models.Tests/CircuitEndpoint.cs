using AgentGrains.Core.Ids;
using AgentGrains.Core.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AgentGrains.Models.Tests;

/// <summary>A model that a test answers for, with a circuit in front of it. Safe for concurrent use.</summary>
internal sealed class CircuitEndpoint : IModelClient
{
    public static readonly ModelAnswer Answer = new("Hi", [], new ModelUsage(1, 1, 0, 0), "stop", "gpt-test");

    private readonly IdSource ids = new(TimeProvider.System, new Random(1));
    private readonly ModelCircuit circuit;
    private TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int calls;

    public CircuitEndpoint() => circuit = new ModelCircuit("default", this, Time, NullLogger.Instance);

    public FakeTimeProvider Time { get; } = new();

    /// <summary>How the endpoint answers a call.</summary>
    public Func<Action<string>, CancellationToken, Task<ModelAnswer>> Respond { get; set; } = static (_, _) => Task.FromResult(Answer);

    /// <summary>How many calls reached the endpoint.</summary>
    public int Calls => Volatile.Read(ref calls);

    public RunId NewRun() => ids.NewRun(ids.NewSession());

    public static ModelException Failure(ModelFailureKind kind = ModelFailureKind.Unavailable, TimeSpan? retryAfter = null) => new(kind, "Made to fail.") { RetryAfter = retryAfter };

    /// <summary>Calls through the circuit, for a run of its own unless one is given.</summary>
    public Task<ModelAnswer> CallAsync(RunId? run = null, string caller = "demo/one", CancellationToken? cancellation = null) => circuit.CallAsync(
        Models.Tests.Calls.Of(Models.Tests.Calls.User("Hi")) with { Step = new StepId(run ?? NewRun(), 1), Caller = caller }, static _ => { },
        cancellation ?? TestContext.Current.CancellationToken);

    public Task<ModelException> FailAsync(RunId? run = null, string caller = "demo/one") => Assert.ThrowsAsync<ModelException>(() => CallAsync(run, caller));

    /// <summary>Lets calls of three runs fail, one after the other.</summary>
    public async Task OpenAsync(ModelException? failure = null)
    {
        RespondWith(failure ?? Failure());
        for (var run = 0; run < ModelCircuit.OpensAfterRuns; run++)
            await FailAsync();
    }

    public void RespondWith(ModelException failure) => Respond = (_, _) => Task.FromException<ModelAnswer>(failure);

    /// <summary>Leaves calls unanswered until what is returned is set.</summary>
    public TaskCompletionSource<ModelAnswer> Hold()
    {
        var held = new TaskCompletionSource<ModelAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        Respond = (_, cancellation) => held.Task.WaitAsync(cancellation);
        return held;
    }

    /// <summary>Waits until another call reaches the endpoint.</summary>
    public async Task NextCallAsync()
    {
        var reached = next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await reached.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"Expected another call within 30 s; {Calls} reached the endpoint.", late);
        }
    }

    Task<ModelAnswer> IModelClient.CallAsync(ModelRequest call, Action<string> onText, CancellationToken cancellation)
    {
        Interlocked.Increment(ref calls);
        next.TrySetResult();
        return Respond(onText, cancellation);
    }
}
