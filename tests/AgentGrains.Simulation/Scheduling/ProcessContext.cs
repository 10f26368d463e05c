using AgentGrains.Runtime.Sessions;

namespace AgentGrains.Simulation.Scheduling;

/// <summary>Where the code of one simulated process runs. When the process dies, all of it stops: its continuations are dropped.</summary>
internal sealed class ProcessContext(EventLoop loop) : SynchronizationContext, IBackground
{
    /// <summary>Whether the process lives.</summary>
    public bool Alive { get; private set; } = true;

    /// <summary>Ends the process in the middle of whatever it does.</summary>
    public void Kill() => Alive = false;

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (Alive)
            loop.Post(this, d, state);
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("A simulation does not block.");

    public override SynchronizationContext CreateCopy() => this;

    public void Run<T>(Func<T, Task> work, T state) => Run(() => _ = work(state));

    /// <summary>Begins something in this process.</summary>
    public void Run(Action action) => Post(static action => ((Action)action!)(), action);
}

/// <summary>Begins work where it is asked for, so that what watches its beginning sees the world as it is then.</summary>
internal sealed class AtOnce : IBackground
{
    public void Run<T>(Func<T, Task> work, T state) => _ = work(state);
}
