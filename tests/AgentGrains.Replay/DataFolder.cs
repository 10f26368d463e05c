namespace AgentGrains.Replay;

/// <summary>An empty folder that is gone with the test.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("agentgrains-replay-");

    public string Path => folder.FullName;

    public void Dispose() => folder.Delete(recursive: true);
}
