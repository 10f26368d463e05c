namespace AgentGrains.Telemetry.Units;

/// <summary>Tests that listen to what the whole process tells, or want that nobody does, go one after the other.</summary>
[CollectionDefinition(nameof(Listening), DisableParallelization = true)]
public sealed class ListeningGroup;
