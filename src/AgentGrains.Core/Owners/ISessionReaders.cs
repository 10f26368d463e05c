using AgentGrains.Core.Errors;
using AgentGrains.Core.Sessions;

namespace AgentGrains.Core.Owners;

/// <summary>Observer of one owner: its host, and through it the session's subscribers. Called in the owner's context.</summary>
public interface ISessionReaders
{
    /// <summary>A record is durable. Called after each append, in order.</summary>
    /// <param name="position">The position of its first entry.</param>
    /// <param name="count">How many entries.</param>
    /// <param name="content">The record; the buffer does not change.</param>
    /// <param name="state">The state after it.</param>
    void Appended(long position, int count, ReadOnlyMemory<byte> content, SessionState state);

    /// <summary>The owner answers nothing any more.</summary>
    /// <param name="failure">Why.</param>
    void Broke(AgentGrainsException failure)
    {
    }

    /// <summary>No run is unfinished, all ends are listed and the wake-up is gone: the owner is not needed until the next call.</summary>
    void Rested()
    {
    }

    /// <summary>The host is draining, and no effect of the session is in flight on it: another host may continue.</summary>
    void Held()
    {
    }
}
