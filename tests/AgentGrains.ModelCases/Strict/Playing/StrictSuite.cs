using System.Globalization;
using AgentGrains.Harness.Files;
using AgentGrains.Harness.Processes;
using AgentGrains.ModelCases.Driving;
using AgentGrains.ModelCases.Soak;
using AgentGrains.ModelCases.Strict.Endpoints;

namespace AgentGrains.ModelCases.Strict.Playing;

/// <summary>Plays the conversations with all strict endpoints at once through one server. Each test awaits its own.</summary>
public sealed class StrictSuite : IAsyncLifetime
{
    // The conversations whose model changes from turn to turn.
    private const string Changing = "changing";
    private const string Key = "strict-key";
    private const int DefaultSeeds = 3;

    // How often each endpoint is played, each time with other choices.
    private static readonly int Seeds =
        Environment.GetEnvironmentVariable("AGENTGRAINS_STRICT_SEEDS") is { Length: > 0 } seeds ? int.Parse(seeds, CultureInfo.InvariantCulture) : DefaultSeeds;

    private static readonly Func<Chance, StrictEndpoint>[] Endpoints =
    [
        chance => new OpenAIEndpoint(chance), chance => new DeepSeekEndpoint(chance), chance => new GeminiEndpoint(chance), chance => new VllmEndpoint(chance),
        chance => new LlamaCppEndpoint(chance), chance => new MistralEndpoint(chance), chance => new ClaudeEndpoint(chance),
    ];

    // Without these settings the endpoints reject prompts, if their rules mean anything.
    private static readonly (string Name, Func<Chance, StrictEndpoint> Create, string Setting, string Value)[] Wrong =
    [
        ("mistral_in_any_order", chance => new MistralEndpoint(chance), "MessageOrder", "any"), ("deepseek_without_reasoning", chance => new DeepSeekEndpoint(chance), "ProviderMembers", "drop"),
        ("gemini_without_signatures", chance => new GeminiEndpoint(chance), "ProviderMembers", "drop"),
    ];

    private readonly DataFolder folder = new();
    private readonly Dictionary<string, StrictScene> scenes = Scenes();
    private readonly Dictionary<string, StrictScene> wrong = Wrong.ToDictionary(one => one.Name, one => new StrictScene([one.Create(new Chance(1))], new Chance(1)), StringComparer.Ordinal);
    private readonly Dictionary<string, Task> played = new(StringComparer.Ordinal);
    private StrictServer strict = null!;
    private ServerProcess server = null!;
    private ServiceApi? api;

    /// <summary>The conversations.</summary>
    internal static IEnumerable<string> Names => Scenes().Keys;

    /// <summary>The conversations that lack a setting which their endpoint needs.</summary>
    internal static IEnumerable<string> WrongNames => Wrong.Select(one => one.Name);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        strict = await StrictServer.StartAsync();
        server = new ServerProcess(new ServerProcessOptions { DataFolder = folder.Path, ApiKey = Key, Settings = Settings() });
        await server.StartAsync();
        api = new ServiceApi(server, Key);
        foreach (var (name, scene) in scenes.Concat(wrong))
        {
            strict.Add(name, scene);
            played.Add(name, new StrictConversation(name, scene, strict.Address, api).PlayAsync());
        }
    }

    /// <summary>Waits for a conversation.</summary>
    public async Task PlayedAsync(string name)
    {
        try
        {
            await played[name];
        }
        catch (Exception failed) when (failed is TimeoutException or HttpRequestException)
        {
            throw new InvalidOperationException($"{failed.Message}\nThe server wrote:\n{server.Output}", failed);
        }
    }

    /// <summary>Waits for a conversation whose endpoint rejects a prompt, and returns why it does.</summary>
    public async Task<IReadOnlyList<string>> RejectedAsync(string name)
    {
        await played[name].ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return wrong[name].Objections;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(played.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        api?.Dispose();
        await server.DisposeAsync();
        await strict.DisposeAsync();
        folder.Dispose();
    }

    private static Dictionary<string, StrictScene> Scenes()
    {
        var scenes = new Dictionary<string, StrictScene>(StringComparer.Ordinal);
        for (var seed = 1; seed <= Seeds; seed++)
        {
            foreach (var create in Endpoints)
            {
                var endpoint = create(new Chance(seed));
                scenes.Add($"{endpoint.Name}{seed}", new StrictScene([endpoint], new Chance(seed)));
            }
            scenes.Add($"{Changing}{seed}", new StrictScene([.. Endpoints.Select((create, i) => create(new Chance((seed * Endpoints.Length) + i)))], new Chance(seed)));
        }
        return scenes;
    }

    private Dictionary<string, string> Settings()
    {
        // Short delays, so that attempts that fail take no time; nothing of a cancelled run is waited for.
        var settings = new Dictionary<string, string>
        {
            ["AgentGrains__Grains__Engine__RetryBaseDelay"] = "00:00:00.010",
            ["AgentGrains__Grains__Engine__RetryMaxDelay"] = "00:00:00.100",
            ["AgentGrains__Grains__Engine__StallMaxDelay"] = "00:00:00.100",
            ["AgentGrains__Grains__Engine__CancelGrace"] = "00:00:00",
        };
        foreach (var (name, scene) in scenes.Concat(wrong))
        {
            foreach (var endpoint in scene.Endpoints)
            {
                var prefix = $"AgentGrains__Models__{StrictConversation.ModelOf(name, endpoint)}__";
                settings[$"{prefix}Provider"] = "openai";
                settings[$"{prefix}Endpoint"] = new Uri(strict.Address, $"{name}/{endpoint.Name}/v1").ToString();
                settings[$"{prefix}Model"] = "m";
                foreach (var (setting, value) in endpoint.Settings)
                    settings[prefix + setting] = value;
            }
        }
        foreach (var (name, _, setting, value) in Wrong)
            settings[$"AgentGrains__Models__{StrictConversation.ModelOf(name, wrong[name].Endpoints[0])}__{setting}"] = value;
        return settings;
    }
}
