using AgentGrains.ModelCases.Driving;
using AgentGrains.ModelCases.Endpoint;

namespace AgentGrains.ModelCases.Soak.Playing;

/// <summary>An agent with a model and tools of its own. It plays one conversation at a time.</summary>
/// <param name="Name">Its name: of the agent, the model, and the path of its endpoint and tools.</param>
/// <param name="Api">The service.</param>
/// <param name="Endpoint">The endpoints of all models.</param>
/// <param name="Tools">The tools of all agents.</param>
internal sealed record SoakPlace(string Name, ServiceApi Api, RawEndpoint Endpoint, ToolServer Tools)
{
    /// <summary>Creates the agent.</summary>
    public Task CreateAsync() => Api.SucceedAsync(
        HttpMethod.Put, $"/v1/agents/{Name}", new { model = Name, instructions = "Answer in a word.", tools = AgentTools.All(tool => Tools.UrlOf(Name, tool)) });
}
