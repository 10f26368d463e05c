using AgentGrains.Core.Agents;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;

namespace AgentGrains.Runtime.Sessions;

/// <summary>Versions of agents, which never change.</summary>
public interface IAgentVersions
{
    /// <summary>One version.</summary>
    /// <exception cref="AgentGrainsException"><see cref="ErrorCodes.NotFound"/> where there is none.</exception>
    ValueTask<AgentDefinition> ReadAsync(TenantId tenant, string agent, int version, CancellationToken cancellation);
}
