using AgentGrains.Cluster.Driving;
using AgentGrains.Harness.Replay;
using AgentGrains.Harness.Replay.Driving;
using AgentGrains.Testing.Doubles;

namespace AgentGrains.Cluster;

/// <summary>All recordings through three silos on Azure stores.</summary>
[Collection(nameof(WholeMachine))]
[Trait("Needs", "Azurite")]
[Trait("Needs", "minutes")]
public sealed class ReplayTests(ITestOutputHelper output) : ReplaySuite(output)
{
    protected override int AtOnce => 25;

    protected override TimeSpan Patience => TimeSpan.FromMinutes(8);

    protected override StartService Start => ThreeSilos.StartAsync;

    // While one silo starts the others continue, so the work has to last as long as all the starts.
    protected override DisturbanceOptions WhileKilled => new() { Seed = 3, Probability = 0.5, Kinds = [Disturbance.Late], LateBy = TimeSpan.FromSeconds(2) };
}
