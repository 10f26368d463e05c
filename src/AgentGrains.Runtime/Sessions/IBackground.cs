namespace AgentGrains.Runtime.Sessions;

/// <summary>Where work runs that no session waits for. Safe for concurrent use.</summary>
public interface IBackground
{
    /// <summary>Begins some work and returns at once. The work does not throw.</summary>
    /// <typeparam name="T">What it works with.</typeparam>
    void Run<T>(Func<T, Task> work, T state);
}

/// <summary>The thread pool, the caller's own queue first: the work is mostly the next thing to do, and its data is still in the cache (bench/README.md).</summary>
public sealed class ThreadPoolBackground : IBackground
{
    /// <inheritdoc/>
    public void Run<T>(Func<T, Task> work, T state) =>
        ThreadPool.UnsafeQueueUserWorkItem(static item => _ = item.Work(item.State), (Work: work, State: state), preferLocal: true);
}
