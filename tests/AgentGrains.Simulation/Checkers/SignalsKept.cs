namespace AgentGrains.Simulation.Checkers;

/// <summary>A signal is kept until a wait takes it, and taken once; a wait never times out over a signal that was there.</summary>
internal sealed class SignalsKept(World world) : InvariantChecker(world, () => [new Harness.Invariants.SignalsKept()]);
