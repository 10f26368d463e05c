namespace AgentGrains.ModelCases.Driving;

/// <summary>An empty folder that is deleted with the test.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("agentgrains-models-");

    public string Path => folder.FullName;

    public void Dispose() => folder.Delete(recursive: true);
}
