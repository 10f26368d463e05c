using System.Globalization;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Models;
using Microsoft.Extensions.Logging;

namespace AgentGrains.Models;

/// <summary>A circuit breaker in front of one configured model: while its provider is down, it is asked once a delay, not once for each run.</summary>
/// <remarks>
/// Closed: calls go out. It opens when calls of several runs in a row were throttled or not answered; one run alone may have a prompt that its provider cannot stand.
/// Open: calls are rejected with the time until the next probe. Then one call goes out, the probe, and others wait for what it brings: an answer, of whatever kind,
/// closes the circuit, another failure opens it for twice as long. Each host has circuits of its own. Safe for concurrent use.
/// </remarks>
internal sealed partial class ModelCircuit(string name, IModelClient inner, TimeProvider time, ILogger log) : IModelClient
{
    /// <summary>How many runs have to meet failures in a row until the circuit opens.</summary>
    public const int OpensAfterRuns = 3;

    /// <summary>How long it stays open first; each failed probe doubles it.</summary>
    public static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);

    /// <summary>How long it stays open at most, unless the provider asks for more.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(5);

    private readonly Lock gate = new();
    private readonly HashSet<RunId> failed = [];
    private TaskCompletionSource? probe;
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

    public async Task<ModelAnswer> CallAsync(ModelCall call, Action<string> onText, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(call);
        var isProbe = await EnterAsync(cancellation);
        try
        {
            var answer = await inner.CallAsync(call, onText, cancellation);
            Close();
            return answer;
        }
        catch (ModelException failure) when (failure.Kind is ModelFailureKind.Throttled or ModelFailureKind.Unavailable)
        {
            Fail(call.Step.Run, failure, isProbe);
            throw;
        }
        catch (ModelException)
        {
            // The provider answered, if only to reject the request.
            Close();
            throw;
        }
        finally
        {
            if (isProbe)
                EndProbe();
        }
    }

    /// <summary>Waits until the call may go out; true if it is the probe.</summary>
    /// <exception cref="ModelException">The circuit is open.</exception>
    private async ValueTask<bool> EnterAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task probed;
            lock (gate)
            {
                if (cause is null)
                    return false;
                var now = time.GetUtcNow();
                if (now < openUntil)
                    throw Reject(cause, now);
                if (probe is null)
                {
                    probe = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    return true;
                }
                probed = probe.Task;
            }
            await probed.WaitAsync(cancellation);
        }
    }

    private ModelException Reject(ModelException last, DateTimeOffset now) => new(
        last.Kind, string.Create(CultureInfo.InvariantCulture, $"Model '{name}' is not asked before {openUntil:u}, because its last calls failed. {last.Message}"))
    {
        RetryAfter = openUntil - now,
    };

    private void Fail(RunId run, ModelException failure, bool isProbe)
    {
        lock (gate)
        {
            // Calls that went out before it opened say nothing new.
            if (cause is not null && !isProbe)
                return;
            failed.Add(run);
            if (!isProbe && failed.Count < OpensAfterRuns)
                return;
            delay = isProbe ? Shorter(delay * 2, LongestDelay) : FirstDelay;
            var wait = failure.RetryAfter > delay ? failure.RetryAfter.Value : delay;
            openUntil = time.GetUtcNow() + wait;
            if (cause is null)
                LogOpened(name, failure.Message);
            cause = failure;
        }
    }

    private void Close()
    {
        lock (gate)
        {
            failed.Clear();
            if (cause is null)
                return;
            cause = null;
            LogClosed(name);
        }
    }

    private void EndProbe()
    {
        lock (gate)
        {
            probe?.SetResult();
            probe = null;
        }
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    [LoggerMessage(EventId = 301, Level = LogLevel.Warning, Message = "Circuit of model {Model} opened: calls of several runs failed in a row. Runs wait (throttle) and one call at a time probes the model. Last failure: {Failure}")]
    private partial void LogOpened(string model, string failure);

    [LoggerMessage(EventId = 302, Level = LogLevel.Information, Message = "Circuit of model {Model} closed: the provider answers again")]
    private partial void LogClosed(string model);
}
