namespace AgentGrains.Cluster;

/// <summary>Tests that load the whole machine, and so run one after the other.</summary>
[CollectionDefinition(nameof(WholeMachine), DisableParallelization = true)]
public sealed class WholeMachine;
