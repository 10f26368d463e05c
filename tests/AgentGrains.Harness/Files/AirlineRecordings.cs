using AgentGrains.Testing.Doubles;

namespace AgentGrains.Harness.Files;

/// <summary>Recorded conversations of customers with the agent of an airline.</summary>
public static class AirlineRecordings
{
    /// <summary>The file they are in, one a line.</summary>
    /// <exception cref="DirectoryNotFoundException">The test does not run from a checkout.</exception>
    public static string Path { get; } = System.IO.Path.Combine(TestFiles.FindFolder("trajectories"), "airline.jsonl");

    /// <summary>Reads them.</summary>
    public static IReadOnlyList<Trajectory> Load() => Trajectories.Load(Path);
}
