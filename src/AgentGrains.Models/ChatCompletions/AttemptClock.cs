namespace AgentGrains.Models.ChatCompletions;

/// <summary>The time limits of one attempt: on silence, on the whole, and on what may follow an answer that has ended.</summary>
internal sealed class AttemptClock : IDisposable
{
    /// <summary>How long an endpoint that has said its finish reason may take to send the usage and to end.</summary>
    public static readonly TimeSpan EndGrace = TimeSpan.FromSeconds(2);

    private readonly ModelOptions options;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource source;
    private readonly CancellationTokenRegistration cancelled;
    private readonly long started;
    private long limitMs;

    public AttemptClock(ModelOptions options, TimeProvider time, CancellationToken cancellation)
    {
        (this.options, this.time, started, limitMs) = (options, time, time.GetTimestamp(), options.TimeoutMs);
        source = new CancellationTokenSource(Within(options.TimeoutMs), time);
        cancelled = cancellation.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), source);
    }

    /// <summary>Cancelled when a limit is reached or the caller cancels.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Which limit was reached, as a sentence's end.</summary>
    public string Reached => time.GetElapsedTime(started).TotalMilliseconds >= options.TotalTimeoutMs
        ? $"did not finish within {options.TotalTimeoutMs} ms (TotalTimeoutMs)"
        : $"was silent for {options.TimeoutMs} ms (TimeoutMs)";

    /// <summary>Something came: silence starts again.</summary>
    public void Heard() => source.CancelAfter(Within(limitMs));

    /// <summary>The answer has ended: what may follow has little time.</summary>
    public void Ended()
    {
        limitMs = Math.Min(limitMs, (long)EndGrace.TotalMilliseconds);
        Heard();
    }

    public void Dispose()
    {
        cancelled.Dispose();
        source.Dispose();
    }

    private TimeSpan Within(long milliseconds) =>
        TimeSpan.FromMilliseconds(Math.Clamp(options.TotalTimeoutMs - time.GetElapsedTime(started).TotalMilliseconds, 0, milliseconds));
}
