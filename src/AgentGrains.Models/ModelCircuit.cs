using System.Globalization;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Models;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Models;

/// <summary>A circuit breaker in front of one configured model: while its provider is down, it is asked once a delay, not once for each run.</summary>
/// <remarks>
/// Closed: calls go out. It opens when calls of several runs in a row were throttled or not answered; one run alone may have a prompt that its provider cannot stand.
/// Open: calls are rejected with the time until the next probe. Then one call goes out, the probe, and others wait for what it brings: an answer, of whatever kind,
/// closes the circuit, another failure opens it for twice as long. A probe that is not answered within its delay does not hold up the next one.
/// Calls of an agent that has not failed since the last answer always go out: the failures may be due to the parameters or prompts of other agents.
/// What a call brings counts only in the period that it went out in: a call from before the circuit opened or closed says nothing about what came after.
/// Each host has circuits of its own. Safe for concurrent use.
/// </remarks>
internal sealed partial class ModelCircuit(string name, IModelClient inner, TimeProvider time, ILogger log) : IModelClient
{
    /// <summary>How many runs have to meet failures in a row until the circuit opens.</summary>
    public const int OpensAfterRuns = 3;

    /// <summary>How long it stays open first; each failed probe doubles it.</summary>
    public static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);

    /// <summary>How long it stays open at most, unless the provider asks for more.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(5);

    /// <summary>The longest Retry-After that keeps it open. A provider that names a day for one request may answer the next one sooner.</summary>
    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private readonly HashSet<RunId> failedRuns = [];
    private readonly HashSet<string> failedCallers = [];
    private int period;
    private Probe? probe;
    private TimeSpan delay;
    private DateTimeOffset openUntil;
    private ModelException? cause;

    /// <summary>Whether calls are rejected, or wait for a probe.</summary>
    public bool IsOpen
    {
        get
        {
            lock (gate)
                return cause is not null;
        }
    }

    public async Task<ModelAnswer> CallAsync(ModelRequest call, Action<string> onText, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(onText);
        var pass = await EnterAsync(call.Caller, cancellation);
        try
        {
            var answer = await inner.CallAsync(call, Receive, cancellation);
            Answered(pass);
            return answer;
        }
        catch (ModelException failure) when (failure.Kind is ModelFailureKind.Throttled or ModelFailureKind.Unavailable)
        {
            Failed(pass, call, failure);
            throw;
        }
        catch (ModelException)
        {
            // The provider answered, if only to reject the request.
            Answered(pass);
            throw;
        }
        finally
        {
            if (pass.Probe is { } own)
                Abandon(own);
        }

        void Receive(string text)
        {
            // The first text is an answer already; the last one may come an hour later.
            if (!pass.IsAnswered)
                Answered(pass);
            onText(text);
        }
    }

    /// <summary>Waits until the call may go out.</summary>
    /// <exception cref="ModelException">The circuit is open.</exception>
    private async ValueTask<Pass> EnterAsync(string caller, CancellationToken cancellation)
    {
        while (true)
        {
            Task probed;
            TimeSpan patience;
            lock (gate)
            {
                if (cause is null || !failedCallers.Contains(caller))
                    return new Pass(period, null);
                var now = time.GetUtcNow();
                if (now >= openUntil)
                    return new Pass(period, StartProbe(now));
                if (probe is null)
                    throw Reject(cause, now);
                (probed, patience) = (probe.Ended.Task, openUntil - now);
            }
            // The wait is cut to whole milliseconds, and must not end early.
            await probed.WaitAsync(TimeSpan.FromMilliseconds(Math.Ceiling(patience.TotalMilliseconds)), time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private ModelException Reject(ModelException last, DateTimeOffset now) => new(
        last.Kind, string.Create(CultureInfo.InvariantCulture, $"Model '{name}' is not asked before {openUntil:u}, because its last calls failed. {last.Message}"))
    {
        RetryAfter = openUntil - now,
        NotSent = true,
    };

    private Probe StartProbe(DateTimeOffset now)
    {
        // Those that wait for an earlier probe, which hangs, wait for this one.
        probe?.Ended.TrySetResult();
        probe = new Probe(delay);
        delay = Shorter(delay * 2, LongestDelay);
        openUntil = now + delay;
        return probe;
    }

    private void Answered(Pass pass)
    {
        pass.IsAnswered = true;
        lock (gate)
        {
            if (pass.Period != period)
                return;
            failedRuns.Clear();
            failedCallers.Clear();
            if (cause is null)
                return;
            period++;
            cause = null;
            EndProbe();
            LogClosed(name);
        }
    }

    private void Failed(Pass pass, ModelRequest call, ModelException failure)
    {
        lock (gate)
        {
            if (pass.Period != period)
                return;
            failedCallers.Add(call.Caller);
            if (cause is null)
            {
                failedRuns.Add(call.Step.Run);
                if (failedRuns.Count < OpensAfterRuns)
                    return;
                period++;
                failedRuns.Clear();
                delay = FirstDelay;
                LogOpened(name, failure.Message);
            }
            else if (pass.Probe is null || pass.Probe != probe)
            {
                // The outcome of the newest probe decides.
                return;
            }
            cause = failure;
            openUntil = time.GetUtcNow() + Longer(delay, Shorter(failure.RetryAfter ?? TimeSpan.Zero, LongestRetryAfter));
            EndProbe();
        }
    }

    /// <summary>A probe that was cancelled shows nothing: the next call is a probe.</summary>
    private void Abandon(Probe abandoned)
    {
        lock (gate)
        {
            if (abandoned != probe)
                return;
            delay = abandoned.Delay;
            openUntil = time.GetUtcNow();
            EndProbe();
        }
    }

    private void EndProbe()
    {
        probe?.Ended.TrySetResult();
        probe = null;
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;

    [LoggerMessage(EventId = LogEvents.CircuitOpened, Level = LogLevel.Warning, Message = "Circuit of model {Model} opened: calls of several runs failed in a row. Runs wait (throttle) and one call at a time probes the model. Last failure: {Failure}")]
    private partial void LogOpened(string model, string failure);

    [LoggerMessage(EventId = LogEvents.CircuitClosed, Level = LogLevel.Information, Message = "Circuit of model {Model} closed: the provider answers again")]
    private partial void LogClosed(string model);

    /// <summary>A call that went out.</summary>
    private sealed class Pass(int period, Probe? probe)
    {
        /// <summary>How often the circuit had opened and closed when the call went out.</summary>
        public int Period { get; } = period;

        public Probe? Probe { get; } = probe;

        public bool IsAnswered { get; set; }
    }

    /// <summary>A probe that is in flight.</summary>
    private sealed class Probe(TimeSpan delay)
    {
        /// <summary>How long the circuit was open before it.</summary>
        public TimeSpan Delay { get; } = delay;

        /// <summary>Set when its outcome is known, or when another probe replaces it.</summary>
        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
