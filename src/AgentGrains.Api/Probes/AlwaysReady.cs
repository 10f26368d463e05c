namespace AgentGrains.Api.Probes;

/// <summary>A service that nobody said anything else of: ready once it answers at all.</summary>
internal sealed class AlwaysReady : IReadiness
{
    public ServiceStage Current => ServiceStage.Ready;
}
