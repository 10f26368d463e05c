using AgentGrains.Api.Access;
using AgentGrains.Contracts;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.Api.Tests.Hosting;

/// <summary>A key for each scope, for the tenant of the tests; its subject is the key.</summary>
internal sealed class ScopeKeys : ICredentials
{
    private static readonly Dictionary<string, Principal> Principals = Enum.GetValues<Scopes>().ToDictionary(Of, scope => new Principal(ApiHost.Tenant, Of(scope), scope));

    /// <summary>The key of a principal that was granted one scope, or none.</summary>
    public static string Of(Scopes scope) => $"key-of-{scope}";

    public ValueTask<Principal?> FindAsync(string credential, ConnectionInfo connection, CancellationToken cancellation) => ValueTask.FromResult(Principals.GetValueOrDefault(credential));
}
