using AgentGrains.Contracts;

namespace AgentGrains.Grains.Sessions;

/// <summary>Refuses calls to a tenant's grains whose principal is not of that tenant. A second lock: the first is that every key begins with the tenant.</summary>
internal sealed class TenantCallFilter : IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context)
    {
        // Orleans' own calls, a grain's timers among them, come from no caller.
        if (context.InterfaceMethod.DeclaringType == typeof(ISessionGrain) && !IsOwn(context.TargetId.Key.ToString()!, CallPrincipal.Tenant))
            throw new UnauthorizedAccessException($"A call to {context.InterfaceName}.{context.MethodName} was not on behalf of the tenant whose grain it is.");
        return context.Invoke();
    }

    private static bool IsOwn(string key, string? tenant) =>
        tenant is not null && key.Length > tenant.Length && key[tenant.Length] == '/' && key.StartsWith(tenant, StringComparison.Ordinal);
}
