using System.Globalization;
using AgentGrains.ModelCases.Checks;
using AgentGrains.ModelCases.Driving;
using AgentGrains.ModelCases.Endpoint;
using static AgentGrains.ModelCases.Cases.Case;

namespace AgentGrains.ModelCases.Cases;

/// <summary>Endpoints that ask to be called later, or that are down for a while.</summary>
internal static class RetryCases
{
    // More than the attempts after which a person decides about answers that are no answers.
    private const int Outage = 12;

    // Clocks count whole milliseconds, timers do not.
    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(50);

    // What a busy machine may add to a wait.
    private static readonly TimeSpan Lateness = TimeSpan.FromSeconds(10);

    public static IEnumerable<ModelCase> All =>
    [
        Delayed("retry-seconds", TimeSpan.FromSeconds(3), "slow down"),
        Delayed("retry-fraction", TimeSpan.FromSeconds(3.7), "slow down"),
        Delayed("retry-body", TimeSpan.FromSeconds(6), "QUOTA-PER-MINUTE"),
        Delayed("throttle-view", TimeSpan.FromSeconds(8), "slow down"),
        new("retry-date", scene => DelayedAsync(scene, InFourSeconds, "slow down"))
        {
            Answer = (request, fromFile) => request.Number > 1
                ? Answers.Text(Hello)
                : fromFile.WithHeader("Retry-After", InFourSeconds(request.At).ToString("R", CultureInfo.InvariantCulture)),
        },
        Outlasted("throttle-forever"),
        Outlasted("outage5"),
        // The same, if each connection is closed without an answer.
        Outlasted("outage5-closed") with { File = "outage5", Adjust = _ => Answers.None },
    ];

    private static ModelCase Delayed(string id, TimeSpan delay, string words) => FirstFile(id, 1, Hello, scene => DelayedAsync(scene, at => at + delay, words));

    /// <summary>The run shows that it is delayed, why and until when, and then completes by itself.</summary>
    private static async Task DelayedAsync(Scene scene, Func<DateTimeOffset, DateTimeOffset> untilOf, string words)
    {
        await scene.Endpoint.ReceivedAsync(1, Limits.Wait);
        var until = untilOf(scene.Requests[0].At);
        var waiting = (await scene.WaitingAsync("throttle")).GetProperty("waiting");
        Assert.InRange(waiting.GetProperty("until").GetDateTimeOffset(), until - Rounding, until + Lateness);
        Assert.Contains(words, waiting.GetProperty("detail").GetString(), StringComparison.OrdinalIgnoreCase);
        await scene.CompletesAfterAsync(2, Hello);
        Assert.InRange(scene.Requests[1].At, until - Rounding, until + Lateness);
    }

    /// <summary>After many attempts the run still waits by itself. It completes once the endpoint answers.</summary>
    private static ModelCase Outlasted(string id)
    {
        var repaired = new ManualResetEventSlim();
        return new ModelCase(id, async scene =>
        {
            await scene.Endpoint.ReceivedAsync(Outage, Limits.Wait);
            var waiting = (await scene.WaitingAsync("throttle")).GetProperty("waiting");
            Assert.InRange(waiting.GetProperty("until").GetDateTimeOffset(), scene.Requests[0].At, scene.Requests[^1].At + Lateness);
            repaired.Set();
            await scene.CompletesAsync(Hello);
        })
        {
            Answer = (_, fromFile) => repaired.IsSet ? Answers.Text(Hello) : fromFile,
        };
    }

    /// <summary>The header has whole seconds, so the next one counts.</summary>
    private static DateTimeOffset InFourSeconds(DateTimeOffset at) => DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds() + 5);
}
