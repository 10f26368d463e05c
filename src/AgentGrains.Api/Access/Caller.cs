using AgentGrains.Core.Ids;
using Microsoft.AspNetCore.Http;

namespace AgentGrains.Api.Access;

/// <summary>Who asks. The tenant comes from the credential, never from the path.</summary>
/// <param name="Tenant">Whose credential came with the request.</param>
internal sealed record Caller(TenantId Tenant);

/// <summary>Finds who asks.</summary>
internal static class Callers
{
    /// <summary>The tenant of a request that was let in.</summary>
    public static TenantId Tenant(this HttpContext context) =>
        context.Features.Get<Caller>()?.Tenant ?? throw new InvalidOperationException($"{context.Request.Path} was let in without a credential. Call UseAgentGrainsApi before the endpoints run.");
}
