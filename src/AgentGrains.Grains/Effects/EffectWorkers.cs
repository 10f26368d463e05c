using System.Collections.Frozen;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Owners;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Grains.Telemetry;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Grains.Effects;

/// <summary>Executes effects, each type with its executor and slots, and reports to the session until it accepts the report.</summary>
internal sealed partial class EffectWorkers(
    IEnumerable<IEffectExecutor> executors, EffectReporter reporter, Attempts attempts, ILogger<EffectWorkers> log)
    : IEffectWorkers, IEffectLoad, IDisposable
{
    private readonly FrozenDictionary<Type, Lane> lanes = executors.ToFrozenDictionary(
        static executor => executor.EffectType, static executor => new Lane(executor, new SemaphoreSlim(executor.MaxConcurrent)));

    private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int deciding;
    private int inFlight;
    private int draining;

    public bool Holds => Volatile.Read(ref draining) != 0;

    public int InFlight => Volatile.Read(ref inFlight);

    public bool TryEnter()
    {
        // In this order, and the other one in Hold: either this sees that the host stops, or the drain sees this.
        Interlocked.Increment(ref deciding);
        if (!Holds)
            return true;
        Exit();
        return false;
    }

    public void Exit()
    {
        Interlocked.Decrement(ref deciding);
        TellIfDrained();
    }

    public CancellationTokenSource Begin(EffectRequest request)
    {
        var cancellation = new CancellationTokenSource();
        Interlocked.Increment(ref inFlight);
        ThreadPool.UnsafeQueueUserWorkItem(static work => _ = work.Workers.RunAsync(work.Request, work.Token), (Workers: this, Request: request, cancellation.Token), preferLocal: false);
        return cancellation;
    }

    public void Dispose()
    {
        foreach (var lane in lanes.Values)
            lane.Slots.Dispose();
    }

    /// <summary>Starts nothing more except what is being recorded as started.</summary>
    public void Hold() => Interlocked.Exchange(ref draining, 1);

    /// <summary>Completes when no effect is in flight, or when the grace period ends.</summary>
    public async Task DrainAsync(TimeSpan grace, TimeProvider time)
    {
        TellIfDrained();
        await Task.WhenAny(drained.Task, Task.Delay(grace, time));
        if (InFlight > 0)
            LogLeft(InFlight);
    }

    private async Task RunAsync(EffectRequest request, CancellationToken cancellation)
    {
        try
        {
            reporter.Report(request.Owner, await ExecuteAsync(request, cancellation), EndOne, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            LogCancelled(request.Step);
            EndOne();
        }
        catch (Exception failure)
        {
            // Every failure of an effect is a report. What fails here is the host itself; the step is not left open, because no owner would start it again.
            LogLost(failure, request.Step);
            reporter.Report(request.Owner, Lost(request.Effect, failure), EndOne, cancellation);
        }
    }

    private static FailAttempt Lost(Effect effect, Exception failure) => new(
        effect.Run, effect.Step, effect.Attempt, new RunError(ErrorCodes.Unexpected.Value, failure.Message), Permanent: false, MayHaveRun: true, RetryAfter: null, Jitter: 0);

    private void EndOne()
    {
        Interlocked.Decrement(ref inFlight);
        TellIfDrained();
    }

    /// <summary>Decisions are checked first: they add to the effects in flight, and after them nothing does.</summary>
    private void TellIfDrained()
    {
        if (Holds && Volatile.Read(ref deciding) == 0 && InFlight == 0)
            drained.TrySetResult();
    }

    private async Task<SessionInput> ExecuteAsync(EffectRequest request, CancellationToken cancellation)
    {
        var (executor, slots) = lanes[request.Effect.GetType()];
        using var attempt = attempts.Begin(request, cancellation);
        await slots.WaitAsync(cancellation);
        try
        {
            attempt?.Start();
            var report = await executor.ExecuteAsync(request, attempt, cancellation);
            attempt?.Ended(report);
            return report;
        }
        finally
        {
            slots.Release();
        }
    }

    /// <summary>An executor and its slots on this host.</summary>
    private sealed record Lane(IEffectExecutor Executor, SemaphoreSlim Slots);

    [LoggerMessage(EventId = LogEvents.StepCancelled, Level = LogLevel.Debug, Message = "Step {Step} was cancelled")]
    private partial void LogCancelled(StepId step);

    [LoggerMessage(EventId = LogEvents.StepNotExecuted, Level = LogLevel.Error, Message = "Step {Step} could not be executed on this host")]
    private partial void LogLost(Exception failure, StepId step);

    [LoggerMessage(EventId = LogEvents.EffectsLeftInFlight, Level = LogLevel.Warning, Message = "{Count} effects were still in flight when the grace period ended; the next host starts them again")]
    private partial void LogLeft(int count);
}
