namespace AgentGrains.Core.Tests;

/// <summary>Texts that a person approved, as files that are copied beside the built tests.</summary>
internal static class Approved
{
    public static string Path(string file) => System.IO.Path.Combine(AppContext.BaseDirectory, file);

    /// <summary>Fails where a text is not the approved one, and leaves it beside that, to be compared and approved by copying.</summary>
    public static void Check(string file, string text)
    {
        var approved = Path(file);
        if (File.Exists(approved) && File.ReadAllText(approved) == text)
            return;
        var received = approved.Replace(".approved.", ".received.", StringComparison.Ordinal);
        File.WriteAllText(received, text);
        Assert.Fail($"It is not what it was: compare {received} with {file} of the source, and approve it by copying.");
    }
}
