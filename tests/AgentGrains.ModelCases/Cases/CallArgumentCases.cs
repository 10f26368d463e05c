using System.Text.Json;
using AgentGrains.ModelCases.Checks;
using AgentGrains.ModelCases.Driving;
using static AgentGrains.ModelCases.Cases.Case;
using static AgentGrains.ModelCases.Checks.ExpectedCall;

namespace AgentGrains.ModelCases.Cases;

/// <summary>Arguments of tool calls in unusual forms.</summary>
internal static class CallArgumentCases
{
    private const int Turns = 5;

    public static IEnumerable<ModelCase> All =>
    [
        Calls("tc-cumulative", Rome),
        Calls("tc-repeat-final", Rome),
        FirstFile("tc-cumulative-always", Turns, Done, CumulativeInEveryTurnAsync) with { Limits = new { max_steps = 40 } },
        Calls("tc-args-object", Rome),
        Calls("tc-args-empty", Now),
        Calls("tc-args-empty-strict", Now) with { Object = ArgumentsThatAreNoJson },
        // The tool needs arguments, and "" has none of them.
        AfterCalls("tc-args-empty-required", scene => Executed.CheckRefusedAsync(scene)) with
        {
            File = "tc-args-empty", Adjust = answer => answer.WithBytes(sent => sent.Replace("\"now\"", "\"pay\"", StringComparison.Ordinal)),
        },
        Calls("tc-args-null", Now),
        Calls("tc-args-missing", Now),
        AfterCalls("tc-args-scalar", scene => MalformedAsync(scene, "\"Rome\"")),
        AfterCalls("tc-malformed-vllm", scene => MalformedAsync(scene, "{\"city\":\"Rome")) with { Object = ArgumentsThatAreNoJson },
        AfterCalls("tc-malformed-llama", scene => MalformedAsync(scene, "{\"city\":\"Rome")) with { Object = ArgumentsThatAreNoJson, ObjectionStatus = 500 },
    ];

    private static async Task CumulativeInEveryTurnAsync(Scene scene)
    {
        await scene.CompletesAfterAsync(Turns + 1, Done);
        Assert.Equal(Enumerable.Repeat(Rome, Turns), scene.Tools.Calls.Select(Of));
        Assert.Equal(Enumerable.Repeat(Rome, Turns), WireCall.Of(scene.Requests[^1]).Select(Of));
    }

    /// <summary>The model sees what it wrote in an error; the history has an empty object for it.</summary>
    private static async Task MalformedAsync(Scene scene, string written)
    {
        var call = await Executed.CheckRefusedAsync(scene, written);
        Assert.Equal("get_weather", call.Name);
        Assert.Equal("{}", call.Arguments);
    }

    private static string? ArgumentsThatAreNoJson(JsonElement body)
    {
        var calls = body.GetProperty("messages").EnumerateArray().Where(message => message.TryGetProperty("tool_calls", out _))
            .SelectMany(message => message.GetProperty("tool_calls").EnumerateArray());
        var malformed = calls.Select(call => call.GetProperty("function").GetProperty("arguments").GetString()!).FirstOrDefault(arguments => TryParse(arguments) is null);
        return malformed is null ? null : $"Failed to parse the arguments '{malformed}'.";
    }
}
