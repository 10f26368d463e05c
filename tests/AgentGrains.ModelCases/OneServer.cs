namespace AgentGrains.ModelCases;

/// <summary>Test classes that each start a server: one after the other, because some of their cases are about time.</summary>
[CollectionDefinition(nameof(OneServer))]
public sealed class OneServer;
