using AgentGrains.Core.Agents;

namespace AgentGrains.Simulation.Mutations;

/// <summary>Defect: hosts take every tool for one that may be called again, so that a payment with an unknown outcome is started a second time.</summary>
internal sealed class EverythingRunsAgain : Mutation
{
    public override AgentDefinition Agent(AgentDefinition agent) =>
        agent with { Tools = [.. agent.Tools.Select(tool => tool is HttpToolDefinition ? tool with { Effect = ToolEffect.Idempotent } : tool)] };
}
