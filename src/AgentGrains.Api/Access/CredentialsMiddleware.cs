using AgentGrains.Contracts;
using AgentGrains.Core.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace AgentGrains.Api.Access;

/// <summary>Requires a known credential for anything under <c>/v1</c>, whether it is served or not, and of its principal the scope that the endpoint declares.</summary>
/// <remarks>It fails closed: an endpoint under <c>/v1</c> that declares no scope is refused for every principal.</remarks>
internal sealed class CredentialsMiddleware(RequestDelegate next, IEnumerable<ICredentials> credentials)
{
    /// <summary>OpenTelemetry's attribute of the request's span for who made it.</summary>
    private const string SubjectAttribute = "enduser.id";

    private const string Scheme = "Bearer ";

    private readonly ICredentials[] credentials = [.. credentials];

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase))
        {
            var principal = await FindAsync(context);
            // The web server makes a span for its logs alone if nothing records traces; that one has a source without a name.
            if (context.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true, Source.Name.Length: > 0 } span)
                span.SetTag(SubjectAttribute, principal.Subject);
            RequireScope(context, principal);
            context.Features.Set(principal);
            CallPrincipal.Enter(principal);
        }
        await next(context);
    }

    private static void RequireScope(HttpContext context, Principal principal)
    {
        // Routing matches route endpoints only; any other is its own response, 405 or 415.
        if (context.GetEndpoint() is not RouteEndpoint endpoint)
            return;
        var needed = endpoint.Metadata.GetMetadata<NeededScope>()
            ?? throw new InvalidOperationException($"The endpoint {endpoint.DisplayName} declares no scope, so no principal may call it. Declare one with Needs.");
        if (!principal.Has(needed.Scope))
        {
            throw new AgentGrainsException(
                ErrorCodes.Forbidden, $"This needs the scope '{needed.Name}'; the credential's scopes are: {ScopeNames.List(principal.Scopes)}. Use a credential with the scope '{needed.Name}'.");
        }
    }

    private async ValueTask<Principal> FindAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization;
        if (header.Count != 1 || header[0] is not { } value || !value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || value.Length == Scheme.Length)
            throw new AgentGrainsException(ErrorCodes.Unauthenticated, "Send a credential: Authorization: Bearer <key or token>.");
        var credential = value[Scheme.Length..].Trim();
        foreach (var known in credentials)
        {
            if (await known.FindAsync(credential, context.Connection, context.RequestAborted) is { } principal)
                return principal;
        }
        throw new AgentGrainsException(ErrorCodes.Unauthenticated, "The credential is unknown, or it is not accepted here.");
    }
}
