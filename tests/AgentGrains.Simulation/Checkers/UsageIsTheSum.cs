namespace AgentGrains.Simulation.Checkers;

/// <summary>What a run used is the sum over what its steps report.</summary>
internal sealed class UsageIsTheSum(World world) : InvariantChecker(world, () => [new Harness.Invariants.UsageIsTheSum()]);
