using AgentGrains.Contracts;
using AgentGrains.Core.Errors;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.Api.Access;

/// <summary>Requires a known credential for anything under <c>/v1</c>, whether it is served or not.</summary>
internal sealed class CredentialsMiddleware(RequestDelegate next, IEnumerable<ICredentials> credentials)
{
    private const string Scheme = "Bearer ";

    private readonly ICredentials[] credentials = [.. credentials];

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase))
        {
            var principal = await FindAsync(context);
            context.Features.Set(principal);
            CallPrincipal.Enter(principal);
        }
        await next(context);
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
