using AgentGrains.Core.Ids;

namespace AgentGrains.Core.Agents;

/// <summary>The secrets that definitions name. Values go out with requests and nowhere else.</summary>
public interface ISecretSource
{
    /// <summary>A tenant's secret; null where it has none of this name.</summary>
    string? Find(TenantId tenant, string name);
}
