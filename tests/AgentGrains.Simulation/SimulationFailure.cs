namespace AgentGrains.Simulation;

/// <summary>A promise was broken in a simulated world.</summary>
internal sealed class SimulationFailure(int seed, string checker, string what, IEnumerable<string> trace)
    : Exception($"Seed {seed}: {checker}: {what}\nRun it again with AGENTGRAINS_SIM_SEED={seed}.\n{string.Join('\n', trace)}")
{
    /// <summary>Who noticed.</summary>
    public string Checker { get; } = checker;
}
