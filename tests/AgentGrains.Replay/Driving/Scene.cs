using AgentGrains.Testing.Doubles;
using AgentGrains.Testing.Processes;

namespace AgentGrains.Replay.Driving;

/// <summary>The doubles and a real server in front of them, on a folder of its own.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private const string Key = "replay-key";

    private readonly DataFolder folder = new();

    private Scene(IReadOnlyList<Trajectory> recordings, ModelDouble models, ToolDouble tools)
    {
        (Recordings, Models, Tools) = (recordings, models, tools);
        Server = new ServerProcess(new ServerProcessOptions { DataFolder = folder.Path, ApiKey = Key, Settings = Settings(models) });
        Api = new Api(Server, Key);
    }

    public IReadOnlyList<Trajectory> Recordings { get; }

    public ModelDouble Models { get; }

    public ToolDouble Tools { get; }

    public ServerProcess Server { get; }

    public Api Api { get; }

    public Progress Progress { get; } = new();

    public static async Task<Scene> StartAsync(DisturbanceOptions? disturbed = null)
    {
        var recordings = Trajectories.LoadAirline();
        var scene = new Scene(recordings, await ModelDouble.StartAsync(recordings, disturbed), await ToolDouble.StartAsync(recordings, disturbed));
        await scene.Server.StartAsync();
        return scene;
    }

    /// <summary>Plays all recordings, so many at once.</summary>
    public async Task<IReadOnlyList<PlayedConversation>> PlayAsync(PlaySettings settings, int atOnce, int seed, CancellationToken cancellation)
    {
        var player = new Player(Api, Tools, settings, Progress.Step);
        var played = new PlayedConversation?[Recordings.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellation };
        try
        {
            await Parallel.ForAsync(0, Recordings.Count, options, async (i, token) => played[i] = await player.PlayAsync(Recordings[i], seed + i, token));
        }
        catch (OperationCanceledException late) when (cancellation.IsCancellationRequested)
        {
            var missing = Recordings.Where((_, i) => played[i] is null).Select(recording => recording.Id);
            throw new TimeoutException($"Expected all {Recordings.Count} recordings to be played in time; missing: {string.Join(", ", missing)}. The server wrote:\n{Server.Output}", late);
        }
        return [.. played.Select(one => one!)];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await Server.DisposeAsync();
        await Models.DisposeAsync();
        await Tools.DisposeAsync();
        folder.Dispose();
    }

    private static Dictionary<string, string> Settings(ModelDouble models) => new()
    {
        ["AgentGrains__Models__default__Provider"] = "openai",
        ["AgentGrains__Models__default__Endpoint"] = models.Endpoint.ToString(),
        ["AgentGrains__Models__default__Model"] = "recorded",
        ["AgentGrains__Models__default__TimeoutMs"] = "1500",
        ["AgentGrains__Grains__Engine__RetryBaseDelay"] = "00:00:00.020",
        ["AgentGrains__Grains__Engine__RetryMaxDelay"] = "00:00:00.500",
    };
}
