namespace AgentGrains.Harness.Files;

/// <summary>The data that tests read: the folders below <c>tests/data</c> of the checkout that the test runs from.</summary>
public static class TestFiles
{
    private const string Solution = "AgentGrains.sln";

    /// <summary>A folder of test data. Nothing outside the checkout is read.</summary>
    /// <param name="name">The folder below <c>tests/data</c>.</param>
    /// <exception cref="DirectoryNotFoundException">The test does not run from a checkout, or the checkout has no such folder.</exception>
    public static string FindFolder(string name)
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (!File.Exists(Path.Combine(directory.FullName, Solution)))
                continue;
            var folder = Path.Combine(directory.FullName, "tests", "data", name);
            return Directory.Exists(folder) ? folder : throw new DirectoryNotFoundException($"The checkout '{directory.FullName}' has no tests/data/{name}.");
        }
        throw new DirectoryNotFoundException($"No folder above '{AppContext.BaseDirectory}' is a checkout: none holds {Solution}.");
    }
}
