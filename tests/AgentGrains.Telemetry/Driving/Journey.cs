using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using AgentGrains.Core.Conversations;
using AgentGrains.Core.Tools;
using AgentGrains.Harness.Clusters;
using AgentGrains.Harness.Files;
using AgentGrains.Harness.Processes;
using AgentGrains.Telemetry.Receiving;
using AgentGrains.Testing.Doubles;

namespace AgentGrains.Telemetry.Driving;

/// <summary>
/// A run of the real server with two model calls and a tool call in the middle of which the server is killed, started again on the same data, and stopped once the run has ended.
/// </summary>
internal static class Journey
{
    /// <summary>The caller's own span, in its trace.</summary>
    public const string CallersTrace = "0af7651916cd43dd8448eb211c80319c";

    public const string CallersSpan = "b7ad6b7169203331";

    public const string Agent = "guide";
    public const string Tool = "look_up";
    public const string CallId = "call_7";
    public const string Model = "double-1";
    public const string Prompt = "Where does the wombat of Wollongong live?";
    public const string Instructions = "Speak of wombats only.";
    public const string Arguments = """{"animal":"wombat of Wollongong"}""";
    public const string Result = "In burrow forty-two.";
    public const string Answer = "It lives in burrow forty-two, they say.";

    /// <summary>What must be nowhere: the keys and secrets that the server is configured with.</summary>
    public static readonly IReadOnlyList<string> Secrets = ["model-key-8f3a2c91d0", "crm-s3cr3t-value-77", "test-key-of-the-journey"];

    /// <summary>Goes the whole way, and gives back what the tool received.</summary>
    public static async Task<JourneyEnd> GoAsync(Backend backend, bool killed = true, IReadOnlyDictionary<string, string>? settings = null, string prompt = Prompt)
    {
        using var folder = new DataFolder();
        await using var model = await ModelDouble.StartAsync([Recording(prompt)]);
        await using var tool = new TracedTool(Result, holdsFirst: killed);
        await tool.StartAsync();
        await using var server = new ServerProcess(new ServerProcessOptions { DataFolder = folder.Path, ApiKey = Secrets[2], Settings = Configure(backend, model, settings) });
        await server.StartAsync();
        using var http = ClientOf(server.Address);
        await DefineAsync(http, tool);
        var run = await CreateAsync(http, prompt);
        if (killed)
        {
            await tool.CalledAsync();
            await SpansAsync(backend);
            await server.RestartAsync();
        }
        var session = await EndAsync(http, run);
        // Nothing is waited for here: a server that is asked to stop sends what it has.
        Assert.Equal(0, await server.StopAsync());
        return new JourneyEnd(run, session, tool.TraceParents);
    }

    /// <summary>The same through three silos, of which the one that executes the run is killed, and another one continues it.</summary>
    public static async Task<JourneyEnd> GoThroughSilosAsync(Backend backend)
    {
        await using var model = await ModelDouble.StartAsync([Recording(Prompt)]);
        await using var tool = new TracedTool(Result, holdsFirst: true);
        await tool.StartAsync();
        await using var cluster = await LocalCluster.StartAsync(new LocalClusterOptions { StoreInMemory = true, ApiKey = Secrets[2], Settings = Configure(backend, model, null) });
        using var http = ClientOf(cluster.Address);
        await DefineAsync(http, tool);
        foreach (var silo in cluster.Silos)
            silo.Store.ResetCounts();
        var run = await CreateAsync(http, Prompt);
        await tool.CalledAsync();
        await SpansAsync(backend);
        var owner = cluster.Silos.MaxBy(silo => silo.JournalWrites)!;
        await owner.Server.KillAsync();
        var session = await EndAsync(http, run);
        foreach (var silo in cluster.Silos.Where(silo => silo != owner))
            Assert.Equal(0, await silo.Server.StopAsync());
        return new JourneyEnd(run, session, tool.TraceParents);
    }

    private static HttpClient ClientOf(Uri address) => new() { BaseAddress = address, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Secrets[2]) } };

    /// <summary>What a killed process has not sent yet is lost with it; this is about what it could not have sent.</summary>
    private static Task SpansAsync(Backend backend) => backend.WaitAsync("the spans of the request and of the first model call", got =>
        got.Spans.Any(span => span.Name.StartsWith("POST /v1/runs", StringComparison.Ordinal)) && got.Spans.Any(span => span.Name.StartsWith("chat ", StringComparison.Ordinal)));

    /// <summary>Waits for the end of a run, and gives its session.</summary>
    private static async Task<string> EndAsync(HttpClient http, string run)
    {
        // The stream of a run ends with the run.
        await http.GetStringAsync($"/v1/runs/{run}/events", TestContext.Current.CancellationToken);
        var ended = await http.GetFromJsonAsync<JsonElement>($"/v1/runs/{run}", TestContext.Current.CancellationToken);
        Assert.Equal("completed", ended.GetProperty("status").GetString());
        return ended.GetProperty("session").GetString()!;
    }

    private static Dictionary<string, string> Configure(Backend backend, ModelDouble model, IReadOnlyDictionary<string, string>? settings)
    {
        var all = new Dictionary<string, string>(backend.Settings)
        {
            ["OTEL_SERVICE_NAME"] = "journey",
            ["AgentGrains__Models__default__Provider"] = "openai",
            ["AgentGrains__Models__default__Endpoint"] = model.Endpoint.ToString(),
            ["AgentGrains__Models__default__Model"] = Model,
            ["AgentGrains__Models__default__ApiKey"] = Secrets[0],
            ["AgentGrains__Models__default__InputMicrosPerMillionTokens"] = "1000000",
            ["AgentGrains__Secrets__demo__crm"] = Secrets[1],
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            all[name] = value;
        return all;
    }

    private static Trajectory Recording(string prompt) => new("journey",
    [
        new PromptMessage("user", prompt, []),
        new PromptMessage("assistant", null, [new ToolRequest(CallId, Tool, Arguments)]),
        new PromptMessage("tool", Result, [], CallId, Tool),
        new PromptMessage("assistant", Answer, []),
    ]);

    private static async Task DefineAsync(HttpClient http, TracedTool tool)
    {
        var definition = new
        {
            model = "default",
            instructions = $"{ModelDouble.Instructions("journey")}\n{Instructions}",
            tools = new[]
            {
                new { type = "http", name = Tool, url = tool.Address.ToString(), effect = "idempotent", headers = new Dictionary<string, object> { ["X-Api-Key"] = new { secret = "crm" } } },
            },
        };
        using var answer = await http.PutAsJsonAsync($"/v1/agents/{Agent}", definition, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    private static async Task<string> CreateAsync(HttpClient http, string prompt)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/runs")
        {
            Content = JsonContent.Create(new { agent = Agent, input = prompt, limits = new { max_tokens = 100_000, max_cost_micros = 1_000_000 } }),
            Headers = { { "traceparent", $"00-{CallersTrace}-{CallersSpan}-01" } },
        };
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("id").GetString()!;
    }
}

/// <summary>What a journey leaves behind.</summary>
/// <param name="Run">The run.</param>
/// <param name="Session">Its session.</param>
/// <param name="TraceParents">The traceparent of each call of the tool.</param>
internal sealed record JourneyEnd(string Run, string Session, IReadOnlyList<string> TraceParents);
