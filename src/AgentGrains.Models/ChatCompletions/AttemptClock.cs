namespace AgentGrains.Models.ChatCompletions;

/// <summary>The time limits of one attempt: on silence, on the whole, and on what may follow an answer that has ended.</summary>
/// <remarks>A chunk only sets a time. The timer checks it when silence would have lasted too long, and then waits for the rest.</remarks>
internal sealed class AttemptClock : IDisposable
{
    /// <summary>How long an endpoint that has said its finish reason may take to send the usage and to end.</summary>
    public static readonly TimeSpan EndGrace = TimeSpan.FromSeconds(2);

    private readonly ModelOptions options;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource source = new();
    private readonly CancellationTokenRegistration cancelled;
    private readonly ITimer timer;
    private readonly long started;
    private long heard;
    private long limitMs;
    private volatile bool hasEnded;

    public AttemptClock(ModelOptions options, TimeProvider time, CancellationToken cancellation)
    {
        (this.options, this.time, started, limitMs) = (options, time, time.GetTimestamp(), options.TimeoutMs);
        heard = started;
        cancelled = cancellation.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), source);
        timer = time.CreateTimer(static clock => ((AttemptClock)clock!).Check(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(Left(), Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled when a limit is reached or the caller cancels.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Which limit was reached, as a sentence's end.</summary>
    public string Reached => time.GetElapsedTime(started).TotalMilliseconds >= options.TotalTimeoutMs
        ? $"did not finish within {options.TotalTimeoutMs} ms (TotalTimeoutMs)"
        : $"was silent for {options.TimeoutMs} ms (TimeoutMs)";

    /// <summary>Something came: silence starts again.</summary>
    public void Heard()
    {
        if (!hasEnded)
            Volatile.Write(ref heard, time.GetTimestamp());
    }

    /// <summary>The answer has ended: what may follow has little time, however often something comes.</summary>
    /// <param name="again">Whether the time starts again, because more of the answer came.</param>
    public void Ended(bool again = false)
    {
        if (hasEnded && !again)
            return;
        Volatile.Write(ref heard, time.GetTimestamp());
        hasEnded = true;
        Volatile.Write(ref limitMs, Math.Min(limitMs, (long)EndGrace.TotalMilliseconds));
        timer.Change(Left(), Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        timer.Dispose();
        cancelled.Dispose();
        source.Dispose();
    }

    private void Check()
    {
        var left = Left();
        if (left <= TimeSpan.Zero)
        {
            Cancel();
            return;
        }
        try
        {
            timer.Change(left, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // The attempt ended meanwhile.
        }
    }

    private void Cancel()
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The attempt ended meanwhile.
        }
    }

    private TimeSpan Left()
    {
        var ofSilence = Volatile.Read(ref limitMs) - time.GetElapsedTime(Volatile.Read(ref heard)).TotalMilliseconds;
        var ofWhole = options.TotalTimeoutMs - time.GetElapsedTime(started).TotalMilliseconds;
        return TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(Math.Min(ofSilence, ofWhole))));
    }
}
