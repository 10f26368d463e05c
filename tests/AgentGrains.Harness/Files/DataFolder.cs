namespace AgentGrains.Harness.Files;

/// <summary>An empty folder that is deleted with the test.</summary>
public sealed class DataFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("agentgrains-");

    /// <summary>Where it is.</summary>
    public string Path => folder.FullName;

    /// <inheritdoc/>
    public void Dispose() => folder.Delete(recursive: true);
}
