using AgentGrains.Harness.Invariants;

namespace AgentGrains.Simulation.Checkers;

/// <summary>A step and each of its attempts start once, a step completes at most once and only while its run is active; a run starts once and ends once.</summary>
internal sealed class StepCompletesOnce(World world) : InvariantChecker(world, () => [new RunsOnce(), new StepsOnce(), new AttemptsOnce()]);
