using AgentGrains.Contracts;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.Api.Access;

/// <summary>Finds the principal of a credential. Several may be registered; the first that knows the credential decides. Safe for concurrent use.</summary>
public interface ICredentials
{
    /// <summary>The principal that a bearer credential belongs to; null if it is not one of these.</summary>
    /// <remarks>Called for every request: return the same instance for the same principal, so that a request allocates none.</remarks>
    /// <param name="credential">The text after <c>Authorization: Bearer</c>, not empty.</param>
    /// <param name="connection">The connection of the request.</param>
    /// <param name="cancellation">Cancelled when the client has disconnected.</param>
    ValueTask<Principal?> FindAsync(string credential, ConnectionInfo connection, CancellationToken cancellation);
}
