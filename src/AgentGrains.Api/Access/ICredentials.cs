using AgentGrains.Core.Ids;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.Api.Access;

/// <summary>Knows whose a credential is. Several may be registered; the first that knows one decides. Safe for concurrent use.</summary>
public interface ICredentials
{
    /// <summary>The tenant a bearer credential belongs to; null where it is not one of these.</summary>
    /// <param name="credential">What stood behind <c>Authorization: Bearer</c>, not empty.</param>
    /// <param name="connection">The connection it came over.</param>
    /// <param name="cancellation">Gives the question up.</param>
    ValueTask<TenantId?> FindTenantAsync(string credential, ConnectionInfo connection, CancellationToken cancellation);
}
