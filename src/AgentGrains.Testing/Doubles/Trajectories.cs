namespace AgentGrains.Testing.Doubles;

/// <summary>Reads recordings.</summary>
public static class Trajectories
{
    private const string Airline = "airline.jsonl";

    /// <summary>Reads a file of recordings, one a line.</summary>
    public static IReadOnlyList<Trajectory> Load(string path) => [.. File.ReadLines(path).Where(line => line.Length > 0).Select(Trajectory.Parse)];

    /// <summary>Reads the recordings of the airline.</summary>
    /// <exception cref="DirectoryNotFoundException">The test does not run from a checkout.</exception>
    public static IReadOnlyList<Trajectory> LoadAirline() => Load(Path.Combine(TestFiles.FindFolder("trajectories"), Airline));
}
