namespace AgentGrains.Load.Measuring;

/// <summary>A fixed number of concurrent callers, each of which sends its next request as soon as it has its answer.</summary>
internal static class ClosedLoop
{
    /// <summary>How often a second the work was done.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="callers">How many at once.</param>
    /// <param name="duration">For how long; what ends later is not counted.</param>
    /// <param name="work">Called with the caller's number from 0.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static async Task<double> RateAsync(TimeProvider time, int callers, TimeSpan duration, Func<int, Task> work, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(() => CountAsync(caller), cancellation)));
        return counts.Sum() / duration.TotalSeconds;

        async Task<long> CountAsync(int caller)
        {
            for (var count = 0L; ; count++)
            {
                cancellation.ThrowIfCancellationRequested();
                await work(caller);
                if (time.GetElapsedTime(started) > duration)
                    return count;
            }
        }
    }

    /// <summary>How long the work took each time, one caller alone.</summary>
    public static async Task<List<TimeSpan>> TimesAsync(TimeProvider time, TimeSpan duration, Func<int, Task> work, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        List<TimeSpan> times = [];
        while (time.GetElapsedTime(started) < duration)
        {
            cancellation.ThrowIfCancellationRequested();
            var from = time.GetTimestamp();
            await work(0);
            times.Add(time.GetElapsedTime(from));
        }
        return times;
    }

    /// <summary>Does the work until it is to end; the task ends with the last of it.</summary>
    public static Task UntilAsync(int callers, Func<bool> ended, Func<int, Task> work) =>
        Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            while (!ended())
                await work(caller);
        })));

    /// <summary>Does the work so many times in all, and ends when all of it is done.</summary>
    public static async Task TimesOverAsync(int callers, int times, Func<int, Task> work, CancellationToken cancellation)
    {
        var left = times;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                cancellation.ThrowIfCancellationRequested();
                await work(caller);
            }
        }, cancellation)));
    }
}
