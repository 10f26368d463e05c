using System.Runtime.ExceptionServices;

namespace AgentGrains.Models.ChatCompletions;

/// <summary>Runs work that recurses deeper than a thread of the pool allows: a stack overflow ends the whole host.</summary>
internal static class DeepThread
{
    // Measured: a level of recursion takes up to 2.5 KB, and there are at most 32 for each of the 64 levels of an answer.
    private const int StackBytes = 16 * 1024 * 1024;

    /// <summary>Runs the work and returns its result.</summary>
    /// <param name="work">What to run.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="stop">Called at the limit: makes the work end soon. Nothing waits for that.</param>
    /// <exception cref="TimeoutException">It took longer.</exception>
    public static T Run<T>(Func<T> work, TimeSpan limit, Action stop)
    {
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(Work, StackBytes) { IsBackground = true, Name = "AgentGrains schema" };
        thread.Start();
        if (!thread.Join(limit))
        {
            stop();
            throw new TimeoutException($"The work took longer than {limit}.");
        }
        failure?.Throw();
        return result!;

        void Work()
        {
            try
            {
                result = work();
            }
            catch (Exception failed)
            {
                failure = ExceptionDispatchInfo.Capture(failed);
            }
        }
    }
}
