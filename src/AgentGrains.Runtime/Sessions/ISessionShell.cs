using AgentGrains.Core.Errors;
using AgentGrains.Core.Sessions;

namespace AgentGrains.Runtime.Sessions;

/// <summary>What hosts a <see cref="SessionHost"/>: timers, placement and transport. All members but <see cref="Post"/> are called in the session's context, and do not throw.</summary>
public interface ISessionShell
{
    /// <summary>Whether the session has subscribers here, so that it stays while it is idle.</summary>
    bool HasSubscribers { get; }

    /// <summary>Runs something that does not throw in the session's context, soon and in order. Called on any thread; works as long as the process lives.</summary>
    void Post(Action<object?> work, object? state);

    /// <summary>Replaces the session's timer.</summary>
    /// <param name="at">When <see cref="SessionHost.OnTimerAsync"/> is to be called, by the host's clock; null for no timer.</param>
    void SetTimer(DateTimeOffset? at);

    /// <summary>A record is durable. Called after each append, in order.</summary>
    /// <param name="position">The position of its first entry.</param>
    /// <param name="count">How many entries.</param>
    /// <param name="content">The record; the buffer does not change.</param>
    /// <param name="state">The state after it.</param>
    void Appended(long position, int count, ReadOnlyMemory<byte> content, SessionState state);

    /// <summary>The owner broke: the session is to be called again, here or elsewhere, so that its run continues.</summary>
    /// <param name="failure">Why.</param>
    void Broke(AgentGrainsException failure);

    /// <summary>The session is not needed here any more: it ends here as soon as no call is in flight.</summary>
    void Leave();

    /// <summary>The same, and another host is to continue its run at once.</summary>
    void HandOver();
}
