using AgentGrains.Core.Ids;

namespace AgentGrains.Grains.Hosting;

/// <summary>Whose behalf a call between grains is on. It travels with the call; <see cref="TenantCallFilter"/> checks it.</summary>
public static class TenantScope
{
    internal const string Key = "agentgrains.tenant";

    /// <summary>Calls of this flow are on behalf of a tenant from now on.</summary>
    public static void Enter(TenantId tenant) => RequestContext.Set(Key, tenant.Value);
}
