namespace AgentGrains.Telemetry.Units;

/// <summary>Tests that listen to the telemetry of the whole process, or need that there is no listener, run one after the other.</summary>
[CollectionDefinition(nameof(Listening), DisableParallelization = true)]
public sealed class ListeningGroup;
