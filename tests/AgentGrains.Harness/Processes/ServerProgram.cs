namespace AgentGrains.Harness.Processes;

/// <summary>Finds the built server.</summary>
internal static class ServerProgram
{
    private const string Name = "AgentGrains.Server";
    private const string Program = Name + ".dll";

    /// <summary>The program that runs it.</summary>
    public static string Host => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>
    /// Beside the test, where its project refers to the server's; else the server's own output in the checkout, of the test's configuration.
    /// </summary>
    /// <exception cref="FileNotFoundException">It was not built.</exception>
    public static string Find()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var beside = Path.Combine(here.FullName, Program);
        if (File.Exists(Path.ChangeExtension(beside, ".runtimeconfig.json")))
            return beside;
        // tests/X/bin/Release/net10.0: the last two folders are the same for every project.
        var output = Path.Combine(here.Parent?.Name ?? "", here.Name);
        for (var folder = here.Parent; folder is not null; folder = folder.Parent)
        {
            var built = Path.Combine(folder.FullName, "src", Name, "bin", output, Program);
            if (File.Exists(built))
                return built;
        }
        throw new FileNotFoundException($"{Program} is neither beside the test nor in src/{Name}/bin/{output}. Build AgentGrains.sln first.");
    }
}
