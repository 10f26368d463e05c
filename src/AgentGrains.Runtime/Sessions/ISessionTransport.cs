using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;

namespace AgentGrains.Runtime.Sessions;

/// <summary>Calls sessions wherever they are. Safe for concurrent use; one call is one try.</summary>
public interface ISessionTransport
{
    /// <summary>Sends an input to a session.</summary>
    /// <returns>Why it was refused; null if it was accepted.</returns>
    /// <exception cref="AgentGrainsException">No host answered; the input may have been accepted all the same.</exception>
    Task<AgentGrainsException?> SendAsync(SessionKey session, SessionInput input);

    /// <summary>Lets a session do what is due.</summary>
    /// <returns>Why it could not; null if it could.</returns>
    /// <exception cref="AgentGrainsException">No host answered.</exception>
    Task<AgentGrainsException?> WakeAsync(SessionKey session);
}
