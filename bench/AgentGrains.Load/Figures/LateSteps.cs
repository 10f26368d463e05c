using AgentGrains.Load.Measuring;
using AgentGrains.Load.Service;

namespace AgentGrains.Load.Figures;

/// <summary>The time of steps 2,901 to 3,000 of a session as a multiple of that of its first hundred.</summary>
internal sealed class LateSteps : IFigure
{
    private const int Sessions = 5;
    private const int Runs = 300;
    private const int Compared = 10;
    private const int WarmRuns = 2_000;

    public string Name => "late_steps";

    public TimeSpan Limit => TimeSpan.FromMinutes(2);

    public async Task<IReadOnlyList<FigureResult>> MeasureAsync(Bench bench, CancellationToken cancellation)
    {
        await using var server = await bench.StartServerAsync(bench.NewFolder(), cancellation);
        var load = new StepLoad(server.Client, 1);
        await ClosedLoop.TimesOverAsync(1, WarmRuns, caller => load.RunAsync(caller, cancellation), cancellation);
        List<double> ratios = [];
        for (var i = 0; i < Sessions; i++)
        {
            var times = await PlayAsync(bench, server.Client, cancellation);
            ratios.Add(times[^Compared..].Sum() / times[..Compared].Sum());
            bench.Say($"  first {times[..Compared].Sum():F1} ms, last {times[^Compared..].Sum():F1} ms, ratio {ratios[^1]:F2}");
        }
        return [new FigureResult(Name, Sample.Median(ratios), "ratio", 1.15, 1.0).With("sessions", Sessions)];
    }

    private static async Task<double[]> PlayAsync(Bench bench, ServiceClient client, CancellationToken cancellation)
    {
        var buffer = new byte[RunRequests.AnswerBytes];
        var times = new double[Runs];
        var session = await client.OpenSessionAsync(RunRequests.Assistant, cancellation);
        var request = RunRequests.ScriptIn(session, RunRequests.Assistant, RunRequests.Steps);
        for (var run = 0; run < Runs; run++)
        {
            var from = bench.Time.GetTimestamp();
            await client.RunAsync(request, RunRequests.Completed, buffer, cancellation);
            times[run] = bench.Time.GetElapsedTime(from).TotalMilliseconds;
        }
        return times;
    }
}
