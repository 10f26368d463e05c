using AgentGrains.Contracts;
using AgentGrains.Core.Ids;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.Api.Access;

/// <summary>Finds the principal of a request under <c>/v1</c>.</summary>
internal static class RequestPrincipal
{
    /// <summary>The principal that the request's credential belongs to.</summary>
    public static Principal Principal(this HttpContext context) =>
        context.Features.Get<Principal>() ?? throw new InvalidOperationException($"{context.Request.Path} has no principal. Call UseAgentGrainsApi before the endpoints run.");

    /// <summary>The principal's tenant.</summary>
    public static TenantId Tenant(this HttpContext context) => context.Principal().Tenant;
}
