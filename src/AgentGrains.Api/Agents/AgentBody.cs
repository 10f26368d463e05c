using System.Text.Json.Serialization;
using AgentGrains.Core.Agents;
using AgentGrains.Core.Stores;

namespace AgentGrains.Api.Agents;

/// <summary>One version of an agent.</summary>
/// <param name="Name">The agent's name.</param>
/// <param name="Version">From 1; each change makes a new one.</param>
/// <param name="CreatedAt">When this version was made.</param>
/// <param name="Archived">Whether this version says that the agent is no longer in use.</param>
/// <param name="Definition">What was defined.</param>
internal sealed record AgentBody(string Name, int Version, DateTimeOffset CreatedAt, bool Archived, AgentDefinition Definition)
{
    public static AgentBody Of(DefinitionDocument document) =>
        new(document.Name, document.Version, document.CreatedAt, document.Archived, AgentJson.Read(document.Body.Span));
}

/// <summary>A page of agents.</summary>
/// <param name="Data">The agents, by name.</param>
/// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
internal sealed record AgentListBody(IReadOnlyList<AgentBody> Data, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor);
