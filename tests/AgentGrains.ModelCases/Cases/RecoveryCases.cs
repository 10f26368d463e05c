using System.Net;
using AgentGrains.ModelCases.Checks;
using AgentGrains.ModelCases.Driving;
using static AgentGrains.ModelCases.Cases.Case;

namespace AgentGrains.ModelCases.Cases;

/// <summary>Endpoints that give no answer until a person has repaired them.</summary>
internal static class RecoveryCases
{
    private const int MaxAttempts = 4;

    public static IEnumerable<ModelCase> All =>
    [
        FirstFile("resume-after-broken", MaxAttempts, Hello, scene => RetriedAsync(scene, MaxAttempts)) with { File = "fin-cut" },
        FirstFile("resume-after-quota", 1, Hello, scene => RetriedAsync(scene, 1, "quota")) with { File = "quota" },
    ];

    private static async Task RetriedAsync(Scene scene, int attempts, string words = "")
    {
        await scene.WaitsForAPersonAsync(attempts, words);
        var retried = await scene.PostAsync(":retry", new { step = 1, attempt = attempts });
        Assert.True(retried.Status == HttpStatusCode.OK, $"Expected the step to be retried: {retried.Body}");
        await scene.WhenAsync("a completed run", run => run.GetProperty("status").GetString() == "completed");
        await scene.CompletesAfterAsync(attempts + 1, Hello);
    }
}
