using System.Text.Json;
using AgentGrains.ModelCases.Driving;

namespace AgentGrains.ModelCases.Checks;

/// <summary>How runs are expected to end.</summary>
internal static class Ends
{
    /// <summary>The run completes with a text.</summary>
    public static async Task<JsonElement> CompletesAsync(this Scene scene, string text, string finishReason = "stop")
    {
        var run = await scene.SettledAsync();
        Assert.True(run.GetProperty("status").GetString() == "completed", $"Expected a completed run; it is {run}");
        var output = run.GetProperty("output");
        Assert.Equal(text, output.GetProperty("text").GetString());
        Assert.Equal(finishReason, output.GetProperty("finish_reason").GetString());
        return run;
    }

    /// <summary>The run completes with a text after so many requests.</summary>
    public static async Task<JsonElement> CompletesAfterAsync(this Scene scene, int requests, string text, string finishReason = "stop")
    {
        var run = await scene.CompletesAsync(text, finishReason);
        Assert.Equal(requests, scene.Requests.Count);
        return run;
    }

    /// <summary>The run fails after one request with words of the endpoint.</summary>
    /// <param name="scene">The run.</param>
    /// <param name="code">The code of its error; null for any.</param>
    /// <param name="words">What the error's message contains, without regard to case.</param>
    public static async Task FailsAtOnceAsync(this Scene scene, string? code, string words)
    {
        var run = await scene.SettledAsync();
        Assert.True(run.GetProperty("status").GetString() == "failed", $"Expected a failed run; it is {run}");
        var error = run.GetProperty("error");
        Assert.Contains(words, error.GetProperty("message").GetString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(code ?? error.GetProperty("code").GetString(), error.GetProperty("code").GetString());
        Assert.Single(scene.Requests);
    }

    /// <summary>The run waits for a person, and shows why.</summary>
    public static async Task<JsonElement> WaitsForAPersonAsync(this Scene scene, int requests, string words)
    {
        var run = await scene.WaitingAsync("recovery");
        Assert.Contains(words, run.GetProperty("waiting").GetProperty("detail").GetString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(requests, scene.Requests.Count);
        return run;
    }

    /// <summary>The tokens that a run used.</summary>
    public static (long Input, long Output) Tokens(this JsonElement run)
    {
        var usage = run.GetProperty("usage");
        return (usage.GetProperty("input_tokens").GetInt64(), usage.GetProperty("output_tokens").GetInt64());
    }
}
