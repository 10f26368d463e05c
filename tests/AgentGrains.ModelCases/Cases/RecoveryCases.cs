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
        FirstFile("resume-after-broken", MaxAttempts, Hello, scene => ResumedAsync(scene, MaxAttempts)) with { File = "fin-cut" },
        FirstFile("resume-after-quota", 1, Hello, scene => ResumedAsync(scene, 1, "quota")) with { File = "quota" },
    ];

    private static async Task ResumedAsync(Scene scene, int attempts, string words = "")
    {
        await scene.WaitsForAPersonAsync(attempts, words);
        var resumed = await scene.PostAsync(":resume");
        Assert.True(resumed.Status == HttpStatusCode.OK, $"Expected the run to be resumed: {resumed.Body}");
        await scene.WhenAsync("a completed run", run => run.GetProperty("status").GetString() == "completed");
        await scene.CompletesAfterAsync(attempts + 1, Hello);
    }
}
