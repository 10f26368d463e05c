using AgentGrains.Core.Ids;

namespace AgentGrains.Contracts;

/// <summary>Whose behalf a call between grains is on. It travels with the call; a filter before each of a tenant's grains checks it.</summary>
public static class TenantScope
{
    /// <summary>The name it travels under.</summary>
    public const string Key = "agentgrains.tenant";

    /// <summary>Calls of this flow are on behalf of a tenant from now on.</summary>
    public static void Enter(TenantId tenant) => RequestContext.Set(Key, tenant.Value);
}
