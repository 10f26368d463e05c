using System.Text;
using AgentGrains.ModelCases.Checks;
using AgentGrains.ModelCases.Driving;
using AgentGrains.ModelCases.Endpoint;
using static AgentGrains.ModelCases.Cases.Case;

namespace AgentGrains.ModelCases.Cases;

/// <summary>How a stream ends, and how slowly it may come.</summary>
internal static class EndCases
{
    // Divides the waits of the cases that are about minutes, and the time-out with them.
    private const int Faster = 20;
    private const int DefaultTimeoutMs = 120_000;
    private const int SlowTokens = 16;
    private const int SlowestTokens = 140;

    // Far above the grace for the rest of an answer, far below the time-out: so either shows on a slow machine, too.
    private static readonly TimeSpan GraceAtMost = TimeSpan.FromSeconds(15);

    public static IEnumerable<ModelCase> All =>
    [
        Text("end-nodone"),
        Text("end-donespace"),
        Text("end-afterdone"),
        new("end-open", LeftOpenAsync) { Settings = Timeout(40_000) },
        new("end-doneopen", LeftOpenAsync) { Settings = Timeout(40_000) },
        Again("end-stall") with { Settings = Timeout(5000) },
        Text("end-slow", Words(0, SlowTokens)) with { Settings = Timeout(5000) },
        Text("end-slow-default", Words(0, SlowestTokens)) with { Adjust = answer => ToTheEnd(answer).WithPausesDividedBy(Faster), Settings = Timeout(DefaultTimeoutMs / Faster) },
        Text("end-idle60") with { Adjust = answer => answer.WithPausesDividedBy(Faster), Settings = Timeout(DefaultTimeoutMs / Faster) },
    ];

    private static async Task LeftOpenAsync(Scene scene)
    {
        var run = await scene.CompletesAfterAsync(1, Hello);
        Assert.InRange(run.GetProperty("ended_at").GetDateTimeOffset() - scene.Requests[0].At, TimeSpan.Zero, GraceAtMost);
    }

    /// <summary>The file shows the first 30 of 140 seconds: one token a second, without an end.</summary>
    private static RawAnswer ToTheEnd(RawAnswer answer)
    {
        var shown = answer.Parts.OfType<AnswerPart.Pause>().ToList();
        var tokens = Enumerable.Range(shown.Count, SlowestTokens - shown.Count)
            .SelectMany(i => (AnswerPart[])[Event(Answers.Delta(new { content = $"w{i} " })), shown[0]]);
        var usage = Event("""data: {"choices":[],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}}""" + "\n\n");
        return answer with { Parts = [.. answer.Parts, .. tokens, Event(Answers.Delta(new { }, "stop")), usage, Event("data: [DONE]\n\n")] };
    }

    private static AnswerPart.Bytes Event(string sent) => new(Encoding.UTF8.GetBytes(sent));

    private static string Words(int from, int count) => string.Concat(Enumerable.Range(from, count).Select(i => $"w{i} "));

    private static Dictionary<string, string> Timeout(int milliseconds) => new() { ["TimeoutMs"] = $"{milliseconds}" };
}
