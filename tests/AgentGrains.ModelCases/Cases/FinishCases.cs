using AgentGrains.ModelCases.Checks;
using AgentGrains.ModelCases.Driving;
using static AgentGrains.ModelCases.Cases.Case;

namespace AgentGrains.ModelCases.Cases;

/// <summary>Finish reasons, and what they say about the answer.</summary>
internal static class FinishCases
{
    // Attempts that give no answer, after which a person decides.
    private const int MaxAttempts = 4;
    private const int ReasoningTokens = 500;

    public static IEnumerable<ModelCase> All =>
    [
        Text("fin-empty"),
        Estimated("fin-missing"),
        Again("fin-cut"),
        Text("fin-repeat"),
        Text("fin-length-text", "the answer is", "length"),
        Fails("fin-filter-empty", "AG3014", "filter"),
        Text("fin-filter-text", "the answer is", "content_filter") with
        {
            File = "fin-length-text", Adjust = answer => answer.WithBytes(sent => sent.Replace("\"length\"", "\"content_filter\"", StringComparison.Ordinal)),
        },
        Text("refusal", "I will not.", "refusal"),
        Estimated("resume-after"),
        Again("native-finish", "network_error"),
        new("reasoning-only", ReasoningOnlyAsync),
        new("budget", BudgetAsync) { Limits = new { max_tokens = 1000 } },
    ];

    private static async Task ReasoningOnlyAsync(Scene scene)
    {
        var run = await scene.WaitsForAPersonAsync(MaxAttempts, "reasoning");
        Assert.Equal((10 * MaxAttempts, ReasoningTokens * MaxAttempts), run.Tokens());
    }

    private static async Task BudgetAsync(Scene scene)
    {
        var run = await scene.SettledAsync();
        Assert.True(run.GetProperty("status").GetString() == "failed", $"Expected a failed run; it is {run}");
        Assert.Equal("AG3006", run.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(2, scene.Requests.Count);
        Assert.Equal((20, 2 * ReasoningTokens), run.Tokens());
    }
}
