namespace AgentGrains.Testing.Doubles;

/// <summary>Reads recordings.</summary>
public static class Trajectories
{
    /// <summary>Reads a file of recordings, one a line.</summary>
    public static IReadOnlyList<Trajectory> Load(string path) => [.. File.ReadLines(path).Where(line => line.Length > 0).Select(Trajectory.Parse)];
}
