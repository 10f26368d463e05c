using System.Net;
using System.Text.Json;
using AgentGrains.ModelCases.Checks;
using AgentGrains.ModelCases.Driving;
using static AgentGrains.ModelCases.Cases.Case;
using static AgentGrains.ModelCases.Checks.ExpectedCall;

namespace AgentGrains.ModelCases.Cases;

/// <summary>What goes out.</summary>
internal static class RequestCases
{
    private const string Steering = "Please hurry.";

    private static readonly string[] PlainFields = ["messages", "model", "stream", "stream_options", "tools"];
    private static readonly string[] PlainMessageFields = ["content", "role", "tool_call_id", "tool_calls"];

    public static IEnumerable<ModelCase> All =>
    [
        AfterCalls("out-shape", ShapeAsync),
        Text("out-streamoptions") with
        {
            Settings = new Dictionary<string, string> { ["StreamOptions"] = "false" },
            Object = body => body.TryGetProperty("stream_options", out _) ? "stream_options: extra fields not permitted" : null, ObjectionStatus = 422,
        },
        WithParametersOfNow("out-schema-none"),
        WithParametersOfNow("out-schema-braces") with { AgentTools = AgentTools.WithBraces },
        AfterCalls("out-steer", SteerAsync) with
        {
            Settings = new Dictionary<string, string> { ["MessageOrder"] = "strict" }, Tools = new CaseTools { Held = true }, Object = UserAfterTool,
        },
        new("out-notools", async scene =>
        {
            await scene.CompletesAfterAsync(1, Hello);
            Assert.False(scene.Requests[0].Body.TryGetProperty("tools", out _), "Expected no member tools.");
        }) { AgentTools = AgentTools.None },
        AfterCalls("out-nocontent", async scene =>
        {
            await Executed.CheckAsync(scene, Rome);
            Assert.Empty(scene.Requests.SelectMany(RequestRules.WithoutContent));
        }),
        new("out-accept", async scene =>
        {
            await scene.CompletesAfterAsync(1, Hello);
            Assert.Contains("text/event-stream", scene.Requests[0].Headers["Accept"], StringComparison.Ordinal);
        }),
    ];

    private static async Task ShapeAsync(Scene scene)
    {
        await Executed.CheckAsync(scene, Rome);
        foreach (var request in scene.Requests)
        {
            Assert.Equal("/out-shape/v1/chat/completions", request.Path);
            Assert.StartsWith("application/json", request.Headers["Content-Type"], StringComparison.Ordinal);
            Assert.Equal(PlainFields, Names(request.Body).Order(StringComparer.Ordinal));
            Assert.True(request.Body.GetProperty("stream_options").GetProperty("include_usage").GetBoolean());
            Assert.Equal(["get_weather", "now", "pay"], request.Tools.Select(tool => tool.GetProperty("function").GetProperty("name").GetString()));
            Assert.Empty(request.Messages.SelectMany(Names).Except(PlainMessageFields));
        }
        Assert.Equal(["system", "user"], Roles(scene.Requests[0].Messages));
        Assert.Equal(["system", "user", "assistant", "tool"], Roles(scene.Requests[1].Messages));
        Assert.Equal("Let me see.", scene.Requests[1].Messages[2].GetProperty("content").GetString());
    }

    private static ModelCase WithParametersOfNow(string id) => new(id, async scene =>
    {
        await scene.CompletesAfterAsync(1, Hello);
        var parameters = scene.Requests[0].ParametersOf("now");
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse("""{"type":"object","properties":{}}"""), parameters), $"The schema of now is {parameters}");
    });

    private static async Task SteerAsync(Scene scene)
    {
        await scene.Tools.CalledAsync(Limits.Wait);
        var steered = await scene.PostAsync("/messages", new { content = Steering });
        Assert.Equal(HttpStatusCode.Accepted, steered.Status);
        scene.Tools.Release();

        await scene.CompletesAfterAsync(2, Done);
        Assert.Equal(["assistant", "tool", "assistant", "user"], Roles(scene.Requests[1].Messages).TakeLast(4));
        Assert.Equal(Steering, scene.Requests[1].Messages[^1].GetProperty("content").GetString());
    }

    private static string? UserAfterTool(JsonElement body) =>
        string.Join(' ', Roles(body.GetProperty("messages").EnumerateArray())).Contains("tool user", StringComparison.Ordinal) ? "Unexpected role 'user' after role 'tool'." : null;

    private static IEnumerable<string> Roles(IEnumerable<JsonElement> messages) => messages.Select(message => message.GetProperty("role").GetString()!);

    private static IEnumerable<string> Names(JsonElement message) => message.EnumerateObject().Select(member => member.Name);
}
