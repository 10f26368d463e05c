using System.Collections.Concurrent;
using AgentGrains.Contracts;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.Api.Access;

/// <summary>Lets only requests with a known credential through to anything under <c>/v1</c>, whether it is served or not.</summary>
internal sealed class CredentialsMiddleware(RequestDelegate next, IEnumerable<ICredentials> credentials)
{
    private const string Scheme = "Bearer ";

    private readonly ICredentials[] credentials = [.. credentials];
    private readonly ConcurrentDictionary<TenantId, Caller> callers = new();

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase))
        {
            var tenant = await FindAsync(context);
            context.Features.Set(callers.GetOrAdd(tenant, static tenant => new Caller(tenant)));
            TenantScope.Enter(tenant);
        }
        await next(context);
    }

    private async ValueTask<TenantId> FindAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization;
        if (header.Count != 1 || header[0] is not { } value || !value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || value.Length == Scheme.Length)
            throw new AgentGrainsException(ErrorCodes.Unauthenticated, "Send a credential: Authorization: Bearer <key or token>.");
        var credential = value[Scheme.Length..].Trim();
        foreach (var known in credentials)
        {
            if (await known.FindTenantAsync(credential, context.Connection, context.RequestAborted) is { } tenant)
                return tenant;
        }
        throw new AgentGrainsException(ErrorCodes.Unauthenticated, "The credential is unknown, or it is not accepted here.");
    }
}
