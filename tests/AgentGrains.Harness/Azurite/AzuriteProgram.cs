namespace AgentGrains.Harness.Azurite;

/// <summary>Finds the installed emulator.</summary>
internal static class AzuriteProgram
{
    private static readonly string Folder = Path.Combine("eng", "node", "node_modules", "azurite", "dist", "src");

    /// <summary>The folder of its programs, in the checkout that the test was built in.</summary>
    /// <exception cref="FileNotFoundException">It is not installed.</exception>
    public static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var found = Path.Combine(folder.FullName, Folder);
            if (Directory.Exists(found))
                return found;
        }
        throw new FileNotFoundException($"The storage emulator is not installed: no {Folder} above {AppContext.BaseDirectory}. Run eng/azurite.sh first.");
    }
}
