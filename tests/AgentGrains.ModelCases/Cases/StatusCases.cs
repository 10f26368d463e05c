using AgentGrains.ModelCases.Checks;
using AgentGrains.ModelCases.Driving;
using AgentGrains.ModelCases.Endpoint;
using static AgentGrains.ModelCases.Cases.Case;

namespace AgentGrains.ModelCases.Cases;

/// <summary>Refusals by status.</summary>
internal static class StatusCases
{
    public static IEnumerable<ModelCase> All =>
    [
        Fails("s401", "AG3001", "bad key"),
        new("s402", scene => scene.WaitsForAPersonAsync(1, "Insufficient credits")),
        Fails("s403-html", "AG3001", "html"),
        Fails("s404-model", "AG3001", "model 'm' not found"),
        Fails("msg-fastapi", "AG3001", "NO-SUCH-ROUTE"),
        Fails("msg-detail", "AG3001", "EXTRA-NOT-PERMITTED"),
        new("quota", scene => scene.WaitsForAPersonAsync(1, "You exceeded your current quota")),
        Again("s529", "Overloaded"),
        Again("s503-loading", "Loading model", failures: 3),
        Again("s502-html"),
        Again("s500-empty"),
        new("s307", FollowedAsync) { Answer = WithASlash },
    ];

    /// <summary>The file's address is that of another endpoint; here it is the same one, with a slash at its end.</summary>
    private static RawAnswer WithASlash(SeenRequest request, RawAnswer fromFile) => request.Path.EndsWith('/')
        ? Answers.Text(Hello)
        : fromFile.WithHeader("Location", $"http://{request.Headers["Host"]}{request.Path}/");

    private static async Task FollowedAsync(Scene scene)
    {
        await scene.CompletesAfterAsync(2, Hello);
        Assert.Equal(["/s307/v1/chat/completions", "/s307/v1/chat/completions/"], scene.Requests.Select(request => request.Path));
        Assert.Equal(scene.Requests[0].Body.GetRawText(), scene.Requests[1].Body.GetRawText());
        Assert.Empty(await scene.RetriesAsync());
    }
}
