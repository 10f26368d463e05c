using AgentGrains.Cluster.Driving;
using AgentGrains.Replay;
using AgentGrains.Replay.Driving;
using AgentGrains.Testing.Doubles;

namespace AgentGrains.Cluster;

/// <summary>All recordings through three silos on Azure stores.</summary>
[Collection(nameof(WholeMachine))]
[Trait("Needs", "Azurite")]
[Trait("Needs", "minutes")]
public sealed class ReplayTests(ITestOutputHelper output) : ReplaySuite(output)
{
    private protected override int AtOnce => 25;

    private protected override TimeSpan Patience => TimeSpan.FromMinutes(8);

    private protected override StartService Start => ThreeSilos.StartAsync;

    // While one silo starts the others continue, so the work has to last as long as all the starts.
    private protected override DisturbanceOptions WhileKilled => new() { Seed = 3, Probability = 0.5, Kinds = [Disturbance.Late], LateBy = TimeSpan.FromSeconds(2) };
}
