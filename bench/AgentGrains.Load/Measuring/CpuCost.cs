using AgentGrains.Load.Service;

namespace AgentGrains.Load.Measuring;

/// <summary>CPU time of a process for each of a fixed number of runs, so that no run is counted in part.</summary>
internal static class CpuCost
{
    /// <summary>Microseconds for each run.</summary>
    /// <param name="process">The process whose CPU is counted.</param>
    /// <param name="callers">How many at once.</param>
    /// <param name="runs">How many in all.</param>
    /// <param name="run">Called with the caller's number from 0.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static async Task<double> MicrosecondsAsync(int process, int callers, int runs, Func<int, Task> run, CancellationToken cancellation)
    {
        var used = ProcessUse.CpuOf(process);
        await ClosedLoop.TimesOverAsync(callers, runs, run, cancellation);
        return (ProcessUse.CpuOf(process) - used).TotalMicroseconds / runs;
    }
}
