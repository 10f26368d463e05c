using System.Runtime.CompilerServices;

namespace AgentGrains.Conventions;

/// <summary>The files of the checkout that this project was built from.</summary>
internal static class Repository
{
    private static readonly string[] Skipped = ["bin", "obj", "artifacts", "node_modules", ".git", ".agentgrains"];

    public static string Root { get; } = FindRoot();

    public static IEnumerable<string> Files(string folder, string pattern)
    {
        var top = Path.Combine(Root, folder);
        return Directory.Exists(top) ? Walk(top, pattern) : [];
    }

    public static string Name(string path) => Path.GetRelativePath(Root, path);

    private static IEnumerable<string> Walk(string folder, string pattern)
    {
        foreach (var file in Directory.EnumerateFiles(folder, pattern))
            yield return file;
        foreach (var child in Directory.EnumerateDirectories(folder))
        {
            if (Skipped.Contains(Path.GetFileName(child)))
                continue;
            foreach (var file in Walk(child, pattern))
                yield return file;
        }
    }

    private static string FindRoot([CallerFilePath] string here = "")
    {
        // A build elsewhere than where it runs has no source beside it: then the test's own folder leads up to the checkout.
        var start = File.Exists(here) ? Path.GetDirectoryName(here)! : AppContext.BaseDirectory;
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AgentGrains.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException($"No AgentGrains.sln above {start}.");
    }
}
