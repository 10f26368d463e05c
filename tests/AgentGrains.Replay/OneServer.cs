using AgentGrains.Harness.Files;
using AgentGrains.Harness.Processes;
using AgentGrains.Harness.Replay.Driving;
using AgentGrains.Testing.Doubles;

namespace AgentGrains.Replay;

/// <summary>One server on a folder of its own.</summary>
internal sealed class OneServer : IService
{
    private readonly DataFolder folder = new();
    private readonly ServerProcess server;

    private OneServer(ModelDouble models) =>
        server = new ServerProcess(new ServerProcessOptions { DataFolder = folder.Path, ApiKey = Scene.Key, Settings = Scene.Settings(models) });

    public Uri Address => server.Address;

    public IReadOnlyList<ServerProcess> Servers => [server];

    public string Output => server.Output;

    public static async Task<IService> StartAsync(ModelDouble models, ToolDouble tools)
    {
        var one = new OneServer(models);
        await one.server.StartAsync();
        return one;
    }

    public Task WhenReadyAsync(CancellationToken cancellation) => server.WhenReadyAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        folder.Dispose();
    }
}
