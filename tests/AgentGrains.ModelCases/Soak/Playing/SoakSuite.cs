using System.Collections.Concurrent;
using System.Globalization;
using AgentGrains.Harness.Files;
using AgentGrains.Harness.Processes;
using AgentGrains.ModelCases.Driving;
using AgentGrains.ModelCases.Endpoint;

namespace AgentGrains.ModelCases.Soak.Playing;

/// <summary>Plays conversations through one server, some at a time.</summary>
internal sealed class SoakSuite : IAsyncDisposable
{
    // Enough to know whether failures are one or many, little enough to read.
    private const int MostFailures = 5;
    private const int Places = 32;
    private const string Key = "soak-key";

    private readonly DataFolder folder = new();
    private readonly RawEndpoint endpoint = RawEndpoint.Start();
    private readonly ConcurrentQueue<string> failures = new();
    private readonly ToolServer tools;
    private readonly ServerProcess server;
    private readonly ServiceApi api;
    private int played;

    private SoakSuite(ToolServer tools)
    {
        this.tools = tools;
        server = new ServerProcess(new ServerProcessOptions { DataFolder = folder.Path, ApiKey = Key, Settings = Settings() });
        api = new ServiceApi(server, Key);
    }

    /// <summary>Starts the server.</summary>
    public static async Task<SoakSuite> StartAsync()
    {
        var suite = new SoakSuite(await ToolServer.StartAsync());
        await suite.server.StartAsync();
        return suite;
    }

    /// <summary>Plays the conversations. Stops after some failures.</summary>
    /// <returns>A description of each failure.</returns>
    public async Task<IReadOnlyCollection<string>> PlayAsync(SoakOptions options)
    {
        await Task.WhenAll(Enumerable.Range(0, Math.Min(Places, options.Count)).Select(place => PlayAsync(place, options)));
        return failures;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        api.Dispose();
        await server.DisposeAsync();
        await endpoint.DisposeAsync();
        await tools.DisposeAsync();
        folder.Dispose();
    }

    private async Task PlayAsync(int number, SoakOptions options)
    {
        var place = new SoakPlace(NameOf(number), api, endpoint, tools);
        await place.CreateAsync();
        for (int next; (next = Interlocked.Increment(ref played) - 1) < options.Count && failures.Count < MostFailures;)
        {
            var conversation = new SoakConversation(place, options.Seed + next);
            try
            {
                await conversation.PlayAsync();
                if (SoakRules.Violations(conversation).ToList() is { Count: > 0 } violations)
                    failures.Enqueue(SoakReport.Of(conversation, violations));
            }
            catch (Exception failed) when (failed is TimeoutException or HttpRequestException or IOException or Xunit.Sdk.XunitException)
            {
                failures.Enqueue($"{SoakReport.Of(conversation, [failed.Message])}\nThe server wrote:\n{server.Output}");
            }
        }
    }

    private Dictionary<string, string> Settings()
    {
        // Short delays, and a person's help after two bad answers, so that the conversations are quick and often need it.
        var settings = new Dictionary<string, string>
        {
            ["AgentGrains__Grains__Engine__RetryBaseDelay"] = "00:00:00.010",
            ["AgentGrains__Grains__Engine__RetryMaxDelay"] = "00:00:00.100",
            ["AgentGrains__Grains__Engine__StallMaxDelay"] = "00:00:00.100",
            ["AgentGrains__Grains__Engine__MaxBadAnswers"] = "2",
        };
        for (var number = 0; number < Places; number++)
        {
            var prefix = $"AgentGrains__Models__{NameOf(number)}__";
            settings[$"{prefix}Provider"] = "openai";
            settings[$"{prefix}Endpoint"] = new Uri(endpoint.Address, $"{NameOf(number)}/v1").ToString();
            settings[$"{prefix}Model"] = "m";
            settings[$"{prefix}ApiKey"] = "model-key";
            settings[$"{prefix}TimeoutMs"] = "5000";
            settings[$"{prefix}MessageOrder"] = number % 4 == 0 ? "strict" : "any";
        }
        return settings;
    }

    private static string NameOf(int place) => string.Create(CultureInfo.InvariantCulture, $"soak{place}");
}
