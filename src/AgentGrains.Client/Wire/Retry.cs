using System.Security.Cryptography;

namespace AgentGrains.Client.Wire;

/// <summary>When to try again: exponentially later, with chance, until the time without progress is up. For one request or stream.</summary>
internal sealed class Retry(AgentGrainsClientOptions options, TimeProvider time)
{
    private long since = time.GetTimestamp();
    private int failures;

    /// <summary>There was progress: resets the count.</summary>
    public void Progress() => (since, failures) = (time.GetTimestamp(), 0);

    /// <summary>Waits before the next try; false where there is to be none.</summary>
    public async ValueTask<bool> WaitAsync(Exception? failure, CancellationToken cancellation)
    {
        var full = Math.Min(options.RetryMaxDelay.TotalMilliseconds, options.RetryBaseDelay.TotalMilliseconds * Math.Pow(2, Math.Min(failures++, 20)));
        var delay = TimeSpan.FromMilliseconds((full / 2) + (full / 2 * RandomNumberGenerator.GetInt32(1000) / 1000));
        if (failure is AgentGrainsApiException { RetryAfter: { } asked } && asked > delay)
            delay = asked;
        if (time.GetElapsedTime(since) + delay > options.RetryFor)
            return false;
        await Task.Delay(delay, time, cancellation);
        return true;
    }
}
