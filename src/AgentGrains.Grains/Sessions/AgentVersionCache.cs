using System.Collections.Concurrent;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Runtime.Sessions;

namespace AgentGrains.Grains.Sessions;

/// <summary>Reads versions of agents once: they never change.</summary>
internal sealed class AgentVersionCache(IDefinitionStore definitions) : IAgentVersions
{
    /// <summary>Maximum versions kept; beyond it the cache is cleared, which costs one read for each version in use.</summary>
    private const int MaxKept = 10_000;

    private readonly ConcurrentDictionary<(TenantId Tenant, string Agent, int Version), AgentDefinition> kept = new();

    public async ValueTask<AgentDefinition> ReadAsync(TenantId tenant, string agent, int version, CancellationToken cancellation)
    {
        if (kept.TryGetValue((tenant, agent, version), out var known))
            return known;
        var document = await definitions.ReadAsync(tenant, AgentDefinition.Kind, agent, version, cancellation)
            ?? throw new AgentGrainsException(ErrorCodes.NotFound, $"Agent '{agent}' has no version {version}.");
        if (kept.Count >= MaxKept)
            kept.Clear();
        return kept[(tenant, agent, version)] = AgentJson.Read(document.Body.Span);
    }
}
