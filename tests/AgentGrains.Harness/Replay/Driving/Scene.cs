using AgentGrains.Testing.Doubles;

namespace AgentGrains.Harness.Replay.Driving;

/// <summary>Starts a service that calls the doubles.</summary>
public delegate Task<IService> StartService(ModelDouble models, ToolDouble tools);

/// <summary>The doubles, and a real service that calls them.</summary>
public sealed class Scene : IAsyncDisposable
{
    /// <summary>The key of the service's tenant.</summary>
    public const string Key = "replay-key";

    private Scene(IReadOnlyList<Trajectory> recordings, ModelDouble models, ToolDouble tools, IService service)
    {
        (Recordings, Models, Tools, Service) = (recordings, models, tools, service);
        Api = new PatientClient(service, Key);
    }

    public IReadOnlyList<Trajectory> Recordings { get; }

    public ModelDouble Models { get; }

    public ToolDouble Tools { get; }

    public IService Service { get; }

    public PatientClient Api { get; }

    public Progress Progress { get; } = new();

    public static async Task<Scene> StartAsync(IReadOnlyList<Trajectory> recordings, StartService start, DisturbanceOptions? disturbed = null)
    {
        var models = await ModelDouble.StartAsync(recordings, disturbed);
        var tools = await ToolDouble.StartAsync(recordings, disturbed);
        try
        {
            return new Scene(recordings, models, tools, await start(models, tools));
        }
        catch
        {
            await models.DisposeAsync();
            await tools.DisposeAsync();
            throw;
        }
    }

    /// <summary>What a service is told so that it calls the doubles and loses no time over what they refuse.</summary>
    public static Dictionary<string, string> Settings(ModelDouble models) => new()
    {
        ["AgentGrains__Models__default__Provider"] = "openai",
        ["AgentGrains__Models__default__Endpoint"] = models.Endpoint.ToString(),
        ["AgentGrains__Models__default__Model"] = "recorded",
        ["AgentGrains__Models__default__TimeoutMs"] = "1500",
        ["AgentGrains__Grains__Engine__RetryBaseDelay"] = "00:00:00.020",
        ["AgentGrains__Grains__Engine__RetryMaxDelay"] = "00:00:00.500",
    };

    /// <summary>Plays all recordings, so many at once.</summary>
    public async Task<IReadOnlyList<PlayedConversation>> PlayAsync(PlaySettings settings, int atOnce, int seed, CancellationToken cancellation)
    {
        var player = new Player(Api, Tools, settings, _ => Progress.Step());
        var played = new PlayedConversation?[Recordings.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellation };
        try
        {
            await Parallel.ForAsync(0, Recordings.Count, options, async (i, token) => played[i] = await player.PlayAsync(Recordings[i], seed + i, token));
        }
        catch (OperationCanceledException late) when (cancellation.IsCancellationRequested)
        {
            var missing = Recordings.Where((_, i) => played[i] is null).Select(recording => recording.Id);
            throw new TimeoutException($"Expected all {Recordings.Count} recordings to be played in time; missing: {string.Join(", ", missing)}. The service wrote:\n{Service.Output}", late);
        }
        return [.. played.Select(one => one!)];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await Service.DisposeAsync();
        await Models.DisposeAsync();
        await Tools.DisposeAsync();
    }
}
