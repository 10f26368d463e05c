using AgentGrains.Core.Agents;
using AgentGrains.Core.Ids;

namespace AgentGrains.Core.Owners;

/// <summary>Versions of agents, which never change.</summary>
public interface IAgentVersions
{
    /// <summary>One version.</summary>
    /// <exception cref="Errors.AgentGrainsException"><see cref="Errors.ErrorCodes.NotFound"/> where there is none.</exception>
    ValueTask<AgentDefinition> ReadAsync(TenantId tenant, string agent, int version, CancellationToken cancellation);
}
