using AgentGrains.Harness.Files;
using AgentGrains.Harness.Processes;
using AgentGrains.ModelCases.Cases;
using AgentGrains.ModelCases.Checks;
using AgentGrains.ModelCases.Endpoint;

namespace AgentGrains.ModelCases.Driving;

/// <summary>Plays all cases at once through one server. Each test awaits its own case.</summary>
public sealed class CaseSuite : IAsyncLifetime
{
    private const string Key = "cases-key";

    private readonly DataFolder folder = new();
    private readonly RawEndpoint endpoint = RawEndpoint.Start();
    private readonly Dictionary<string, Task> played = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EndpointScript> scripts = CaseTable.All.ToDictionary(one => one.Id, Script, StringComparer.Ordinal);
    private ToolServer tools = null!;
    private ServerProcess server = null!;
    private ServiceApi? api;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        tools = await ToolServer.StartAsync();
        server = new ServerProcess(new ServerProcessOptions { DataFolder = folder.Path, ApiKey = Key, Settings = Settings() });
        await server.StartAsync();
        api = new ServiceApi(server, Key);
        foreach (var one in CaseTable.All)
            played.Add(one.Id, PlayAsync(one));
    }

    /// <summary>Waits for a case.</summary>
    public async Task PlayedAsync(string id)
    {
        try
        {
            await played[id];
        }
        catch (Exception failed) when (failed is TimeoutException or HttpRequestException)
        {
            throw new InvalidOperationException($"{failed.Message}\nThe server wrote:\n{server.Output}", failed);
        }
    }

    /// <summary>The requests of all cases, once every case has ended, however it did.</summary>
    internal async Task<IReadOnlyList<SeenRequest>> RequestsAsync()
    {
        await EndedAsync();
        return [.. scripts.Values.SelectMany(script => script.Requests)];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // A case that no test has awaited reports nothing, but must not outlive the server.
        await EndedAsync();
        api?.Dispose();
        await server.DisposeAsync();
        await endpoint.DisposeAsync();
        await tools.DisposeAsync();
        folder.Dispose();
    }

    private async Task EndedAsync() => await Task.WhenAll(played.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task PlayAsync(ModelCase one)
    {
        var script = scripts[one.Id];
        endpoint.Add(one.Id, script);
        tools.Add(one.Id, one.Tools);
        var definition = new { model = ModelOf(one), instructions = "Answer in a word.", tools = one.AgentTools(tool => tools.UrlOf(one.Id, tool)) };
        await api!.SucceedAsync(HttpMethod.Put, $"/v1/agents/{one.Id}", definition);
        var run = await api.SucceedAsync(HttpMethod.Post, "/v1/runs", Request(one));
        var scene = new Scene(api, script, one.Tools, run.GetProperty("id").GetString()!, run.GetProperty("session").GetString()!);
        await one.Expect(scene);
        Assert.Empty(script.Objections);
        Assert.Empty(script.Requests.SelectMany(HistoryRules.Violations));
    }

    private static EndpointScript Script(ModelCase one)
    {
        var fromFile = one.Adjust(AnswerFile.Read(one.File));
        return new EndpointScript(request => one.Answer(request, fromFile), one.Object, one.ObjectionStatus);
    }

    private static Dictionary<string, object> Request(ModelCase one)
    {
        var request = new Dictionary<string, object> { ["agent"] = one.Id, ["input"] = "What is the weather in Rome?" };
        if (one.Limits is { } limits)
            request["limits"] = limits;
        return request;
    }

    private Dictionary<string, string> Settings()
    {
        // Short delays without a hint of the endpoint, so that the cases of many attempts take seconds. What an endpoint asks for counts in full.
        var settings = new Dictionary<string, string>
        {
            ["AgentGrains__Grains__Engine__RetryBaseDelay"] = "00:00:00.100",
            ["AgentGrains__Grains__Engine__RetryMaxDelay"] = "00:00:01",
            ["AgentGrains__Grains__Engine__StallMaxDelay"] = "00:00:01",
        };
        foreach (var one in CaseTable.All)
        {
            var prefix = $"AgentGrains__Models__{ModelOf(one)}__";
            settings[$"{prefix}Provider"] = "openai";
            settings[$"{prefix}Endpoint"] = new Uri(endpoint.Address, $"{one.Id}/v1").ToString();
            settings[$"{prefix}Model"] = "m";
            settings[$"{prefix}ApiKey"] = "model-key";
            foreach (var (name, value) in one.Settings)
                settings[prefix + name] = value;
        }
        return settings;
    }

    // The server is started through a shell, and dash does not keep variables whose names have a hyphen.
    private static string ModelOf(ModelCase one) => one.Id.Replace('-', '_');
}
