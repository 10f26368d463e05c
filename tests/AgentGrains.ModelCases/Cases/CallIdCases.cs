using System.Net;
using System.Text.Json;
using AgentGrains.ModelCases.Checks;
using AgentGrains.ModelCases.Driving;
using static AgentGrains.ModelCases.Cases.Case;

namespace AgentGrains.ModelCases.Cases;

/// <summary>Ids of tool calls that are not unique. That they are on the wire is a rule for all cases.</summary>
internal static class CallIdCases
{
    private const int Turns = 3;

    public static IEnumerable<ModelCase> All =>
    [
        FirstFile("tc-idreuse", Turns, Done, ReusedAsync),
        AfterCalls("tc-dupid-client", DoubledAsync) with { AgentTools = AgentTools.WithPick },
        FirstFile("tc-idreuse-client", 2, Done, ReusedByAClientToolAsync) with { AgentTools = AgentTools.WithPick },
    ];

    private static async Task ReusedAsync(Scene scene)
    {
        await scene.CompletesAfterAsync(Turns + 1, Done);
        var keys = scene.Tools.Calls.Select(call => call.IdempotencyKey).ToList();
        Assert.Equal(Turns, keys.Distinct().Count());
        var results = WireCall.Of(scene.Requests[^1]).Select(call => JsonElement.Parse(call.Result!).GetProperty("key").GetString()!);
        Assert.Equal(keys, results);
    }

    private static async Task DoubledAsync(Scene scene)
    {
        var first = await OpenCallAsync(scene);
        var picked = await PickedAsync(scene, first);
        await AnswerAsync(scene, first, picked);
        var second = await OpenCallAsync(scene);
        Assert.NotEqual(first, second);
        await AnswerAsync(scene, second, await PickedAsync(scene, second));

        await scene.CompletesAfterAsync(2, Done);
        Assert.Equal(["{\"n\":1}: picked 1", "{\"n\":2}: picked 2"], WireCall.Of(scene.Requests[1]).Select(call => $"{call.Arguments}: {call.Result}"));
    }

    private static async Task ReusedByAClientToolAsync(Scene scene)
    {
        var first = await OpenCallAsync(scene);
        await AnswerAsync(scene, first, "first");
        await scene.Endpoint.ReceivedAsync(2, Limits.Wait);
        var second = await OpenCallAsync(scene);
        Assert.NotEqual(first, second);

        var late = await scene.PostAsync("/tool-results", new { tool_call_id = first, content = "late" });
        if (late.Status is not HttpStatusCode.Accepted)
            Assert.Equal((HttpStatusCode.Conflict, "AG2005"), (late.Status, late.Body.GetProperty("code").GetString()));
        Assert.Equal(second, await OpenCallAsync(scene));
        await AnswerAsync(scene, second, "second");

        await scene.CompletesAfterAsync(3, Done);
        Assert.Equal(["first", "second"], WireCall.Of(scene.Requests[2]).Select(call => call.Result));
    }

    /// <summary>The open call that the run names.</summary>
    private static async Task<string> OpenCallAsync(Scene scene) => (await scene.WaitingAsync("client_tool")).GetProperty("waiting").GetProperty("ref").GetString()!;

    /// <summary>The answer to a call by its arguments, which a front end finds in the conversation.</summary>
    private static async Task<string> PickedAsync(Scene scene, string id)
    {
        var messages = await scene.Api.SucceedAsync(HttpMethod.Get, $"/v1/sessions/{scene.Session}/messages");
        var calls = messages.GetProperty("data").EnumerateArray().Where(message => message.TryGetProperty("tool_calls", out var made) && made.ValueKind == JsonValueKind.Array)
            .SelectMany(message => message.GetProperty("tool_calls").EnumerateArray()).ToList();
        var call = Assert.Single(calls, call => call.GetProperty("ref").GetString() == id);
        return $"picked {JsonElement.Parse(call.GetProperty("function").GetProperty("arguments").GetString()!).GetProperty("n")}";
    }

    private static async Task AnswerAsync(Scene scene, string id, string content)
    {
        var answer = await scene.PostAsync("/tool-results", new { tool_call_id = id, content });
        Assert.True(answer.Status == HttpStatusCode.Accepted, $"Expected the answer to {id} to be accepted: {answer.Body}");
    }
}
