using System.Globalization;
using System.Net;
using System.Text.Json;
using AgentGrains.ModelCases.Driving;
using AgentGrains.ModelCases.Strict.Endpoints;

namespace AgentGrains.ModelCases.Strict.Playing;

/// <summary>One session of many turns, each with tool calls. Its endpoints take turns.</summary>
/// <param name="name">Its name, and its agent's.</param>
/// <param name="scene">Its endpoints and tools.</param>
/// <param name="address">Where they are.</param>
/// <param name="api">The service.</param>
internal sealed class StrictConversation(string name, StrictScene scene, Uri address, ServiceApi api)
{
    private const int Turns = 20;

    // A run that is cancelled while its tools run leaves calls without results.
    private const int CancelledTurn = 7;

    private string? session;

    /// <summary>The model of one of its endpoints.</summary>
    public static string ModelOf(string name, StrictEndpoint endpoint) => $"{name}_{endpoint.Name}";

    /// <summary>Plays all turns.</summary>
    public async Task PlayAsync()
    {
        for (var turn = 0; turn < Turns; turn++)
        {
            if (turn == CancelledTurn)
                await CancelAsync();
            var input = TurnInput.Of(turn);
            var run = await StartAsync(turn, input.Input, isHeld: input.Steering.Count > 0);
            if (input.Steering.Count > 0)
                await SteerAsync(run, input.Steering);
            var ended = await api.WhenAsync(run, $"the end of turn {turn + 1} of {name}", one => HasEnded(one) || Scene.IsWaiting(one, "recovery") || scene.Objections.Count > 0);
            Assert.True(scene.Objections.Count == 0, $"Turn {turn + 1} of {name} has a prompt that its endpoint does not accept:\n{string.Join('\n', scene.Objections)}");
            Assert.True(ended.GetProperty("status").GetString() == "completed", $"Expected turn {turn + 1} of {name} to complete; it is {ended}");
        }
    }

    private async Task CancelAsync()
    {
        var run = await StartAsync(CancelledTurn, "Never mind.", isHeld: true);
        await CalledAsync();
        await api.SucceedAsync(HttpMethod.Post, $"/v1/runs/{run}:cancel");
        await api.WhenAsync(run, "the end of a cancelled run", HasEnded);
        scene.Release();
    }

    private async Task<string> StartAsync(int turn, object input, bool isHeld)
    {
        var endpoint = scene.Endpoints[turn % scene.Endpoints.Count];
        if (turn == 0 || scene.Endpoints.Count > 1)
            await DefineAsync(endpoint);
        scene.Start(endpoint, isHeld);
        var request = new Dictionary<string, object> { ["agent"] = name, ["input"] = input };
        if (session is not null)
            request["session"] = session;
        var run = await api.SucceedAsync(HttpMethod.Post, "/v1/runs", request);
        session ??= run.GetProperty("session").GetString();
        return run.GetProperty("id").GetString()!;
    }

    private Task<JsonElement> DefineAsync(StrictEndpoint endpoint) => api.SucceedAsync(HttpMethod.Put, $"/v1/agents/{name}", new
    {
        model = ModelOf(name, endpoint), instructions = "Answer in a word.", tools = AgentTools.All(tool => new Uri(address, $"{name}/tools/{tool}")),
    });

    private async Task SteerAsync(string run, IReadOnlyList<object> messages)
    {
        await CalledAsync();
        foreach (var content in messages)
        {
            var sent = await api.SendAsync(HttpMethod.Post, $"/v1/runs/{run}/messages", new { content });
            Assert.True(sent.Status == HttpStatusCode.Accepted, $"Expected a message to {name} to be accepted: {sent.Body}");
        }
        scene.Release();
    }

    private async Task CalledAsync()
    {
        try
        {
            await scene.Called.WaitAsync(Limits.Wait);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"Expected a tool call of {name} within {Limits.Wait}. Its endpoint does not accept:\n{string.Join('\n', scene.Objections)}"), late);
        }
    }

    private static bool HasEnded(JsonElement run) => run.GetProperty("status").GetString() is "completed" or "failed" or "cancelled" or "terminated";
}
