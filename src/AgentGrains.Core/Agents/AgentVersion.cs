namespace AgentGrains.Core.Agents;

/// <summary>One immutable revision of an agent.</summary>
/// <param name="Name">The agent's name.</param>
/// <param name="Version">From 1.</param>
/// <param name="Definition">What was defined.</param>
public sealed record AgentVersion(string Name, int Version, AgentDefinition Definition);
