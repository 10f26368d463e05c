namespace AgentGrains.Testing.Doubles;

/// <summary>Finds and reads recordings.</summary>
public static class Trajectories
{
    private const string Folder = "shared/trajectories";
    private const string Airline = "airline.jsonl";

    /// <summary>The folder of recordings beside the checkout, found by walking up from where the test runs.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    public static string FindFolder()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var folder = Path.Combine(directory.FullName, Folder);
            if (File.Exists(Path.Combine(folder, Airline)))
                return folder;
        }
        throw new DirectoryNotFoundException($"No folder above '{AppContext.BaseDirectory}' holds {Folder}/{Airline}.");
    }

    /// <summary>Reads a file of recordings, one a line.</summary>
    public static IReadOnlyList<Trajectory> Load(string path) => [.. File.ReadLines(path).Where(line => line.Length > 0).Select(Trajectory.Parse)];

    /// <summary>Reads the recordings of the airline.</summary>
    public static IReadOnlyList<Trajectory> LoadAirline() => Load(Path.Combine(FindFolder(), Airline));

    /// <summary>Reads the system prompt that goes with the recordings of the airline.</summary>
    public static string LoadAirlinePrompt() => File.ReadAllText(Path.Combine(FindFolder(), "airline-system-prompt.md"));
}
