using AgentGrains.Core.Agents;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;

namespace AgentGrains.Api.Agents;

/// <summary>Finds the agents that new sessions and runs may be of.</summary>
internal sealed class RunnableAgents(AgentCatalog catalog)
{
    /// <summary>The newest version of an agent that is in use.</summary>
    /// <exception cref="AgentGrainsException"><see cref="ErrorCodes.NotFound"/> or <see cref="ErrorCodes.AgentArchived"/>.</exception>
    public async ValueTask<KnownAgent> FindAsync(TenantId tenant, string name)
    {
        var agent = AgentValidator.IsName(name) ? await catalog.FindAsync(tenant, name) : null;
        if (agent is null)
            throw new AgentGrainsException(ErrorCodes.NotFound, $"There is no agent '{Parameters.Query.Shown(name)}'. Define it with PUT /v1/agents/{{name}}.");
        return agent.Archived
            ? throw new AgentGrainsException(ErrorCodes.AgentArchived, $"The agent '{name}' is archived. Define it again with PUT /v1/agents/{name} to use it.")
            : agent;
    }
}
