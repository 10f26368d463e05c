using AgentGrains.Contracts;
using Microsoft.AspNetCore.Builder;

namespace AgentGrains.Api.Access;

/// <summary>Metadata of an endpoint: the scope that its callers need. <see cref="CredentialsMiddleware"/> enforces it.</summary>
internal sealed class NeededScope(Scopes scope)
{
    public Scopes Scope { get; } = scope;

    /// <summary>The scope as clients read it.</summary>
    public string Name { get; } = ScopeNames.Of(scope);
}

/// <summary>Declares the scopes of endpoints.</summary>
internal static class NeededScopes
{
    /// <summary>Lets only principals with this scope call the endpoint. Every endpoint under <c>/v1</c> declares one.</summary>
    public static RouteHandlerBuilder Needs(this RouteHandlerBuilder endpoint, Scopes scope) => endpoint.WithMetadata(new NeededScope(scope));
}
