using System.Text.Json;
using AgentGrains.ModelCases.Cases;
using AgentGrains.ModelCases.Driving;
using AgentGrains.ModelCases.Endpoint;

namespace AgentGrains.ModelCases.Checks;

/// <summary>Checks the calls of one answer: what was executed, and what the next prompt contains of them.</summary>
internal static class Executed
{
    /// <summary>Exactly these calls were executed, each once; the history has them in their order, each with its own result.</summary>
    public static async Task CheckAsync(Scene scene, params ExpectedCall[] expected)
    {
        var run = await scene.CompletesAfterAsync(2, Case.Done);
        Assert.Equal(Sorted(expected), Sorted(scene.Tools.Calls.Select(ExpectedCall.Of)));
        Assert.Equal(expected.Length, scene.Tools.Calls.Select(call => call.IdempotencyKey).Distinct().Count());
        Assert.Equal(expected.Length, run.GetProperty("usage").GetProperty("tool_calls").GetInt32());
        var history = WireCall.Of(scene.Requests[1]);
        Assert.Equal(expected, history.Select(ExpectedCall.Of));
        Assert.All(history, CheckResult);
    }

    /// <summary>No call was executed; the history has one call with the tool's name, and a result that contains these words.</summary>
    public static async Task<WireCall> CheckRefusedAsync(Scene scene, params string[] words)
    {
        await scene.CompletesAfterAsync(2, Case.Done);
        Assert.Empty(scene.Tools.Calls);
        var call = Assert.Single(WireCall.Of(scene.Requests[1]));
        Assert.All(words, word => Assert.Contains(word, call.Result, StringComparison.OrdinalIgnoreCase));
        return call;
    }

    /// <summary>The tokens of the file's answer and of the one after it.</summary>
    public static void CheckTokens(JsonElement run) => Assert.Equal((10 + Answers.PromptTokens, 5 + Answers.AnswerTokens), run.Tokens());

    private static void CheckResult(WireCall call)
    {
        var result = JsonElement.Parse(call.Result!);
        Assert.Equal(call.Name, result.GetProperty("tool").GetString());
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(call.Arguments), result.GetProperty("arguments")), $"The result of {call.Call} is that of another call: {call.Result}");
    }

    private static IEnumerable<string> Sorted(IEnumerable<ExpectedCall> calls) => calls.Select(call => call.ToString()).Order(StringComparer.Ordinal);
}
