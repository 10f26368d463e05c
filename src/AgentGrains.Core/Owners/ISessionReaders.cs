using AgentGrains.Core.Sessions;

namespace AgentGrains.Core.Owners;

/// <summary>Whoever watches one session. Called after each append, in order.</summary>
public interface ISessionReaders
{
    /// <summary>A record is durable.</summary>
    /// <param name="position">The position of its first entry.</param>
    /// <param name="count">How many entries.</param>
    /// <param name="content">The record; the buffer does not change.</param>
    /// <param name="state">The state after it.</param>
    void Appended(long position, int count, ReadOnlyMemory<byte> content, SessionState state);
}
