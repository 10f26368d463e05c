using AgentGrains.Core.Agents;
using AgentGrains.Core.Ids;
using Microsoft.Extensions.Configuration;

namespace AgentGrains.Tools;

/// <summary>Secrets from configuration: <c>AgentGrains:Secrets:{tenant}:{name}</c>.</summary>
internal sealed class ConfigurationSecretSource(IConfiguration configuration) : ISecretSource
{
    private const string Section = "AgentGrains:Secrets";

    // A colon would reach into other sections than the tenant's own values.
    public string? Find(TenantId tenant, string name) =>
        string.IsNullOrEmpty(name) || name.Contains(':', StringComparison.Ordinal) ? null : configuration[$"{Section}:{tenant}:{name}"];
}
