using AgentGrains.Load.Measuring;
using AgentGrains.Load.Service;
using AgentGrains.Load.Storage;

namespace AgentGrains.Load.Figures;

/// <summary>The median of a step with one caller, as a multiple of the median of one bare append.</summary>
internal sealed class StepLatency : IFigure
{
    private const int WarmCallers = 16;
    private const int WarmRuns = 3_000;
    private const int Rounds = 5;

    private static readonly TimeSpan BareTime = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan LoadTime = TimeSpan.FromSeconds(3);

    public string Name => "step_p50_at_1";

    public TimeSpan Limit => TimeSpan.FromMinutes(2);

    public async Task<IReadOnlyList<FigureResult>> MeasureAsync(Bench bench, CancellationToken cancellation)
    {
        await using var bare = new BareAppends(bench.NewFolder(), 1, bench.Time);
        await using var server = await bench.StartServerAsync(bench.NewFolder(), cancellation);
        var load = new StepLoad(server.Client, WarmCallers);
        await ClosedLoop.TimesOverAsync(WarmCallers, WarmRuns, caller => load.RunAsync(caller, cancellation), cancellation);
        await BareAsync();

        List<double> bares = [await BareAsync()], steps = [], ratios = [];
        for (var round = 0; round < Rounds; round++)
        {
            steps.Add(Sample.MedianMs(await ClosedLoop.TimesAsync(bench.Time, LoadTime, caller => load.RunAsync(caller, cancellation), cancellation)) / RunRequests.Steps);
            bares.Add(await BareAsync());
            ratios.Add(steps[^1] * 2 / (bares[^2] + bares[^1]));
            bench.Say($"  bare {bares[^1]:F3} ms, step {steps[^1]:F3} ms, ratio {ratios[^1]:F2}");
        }
        return
        [
            new FigureResult(Name, Sample.Median(ratios), "ratio", 2, 1.5)
                .With("step_ms", Sample.Median(steps)).With("bare_ms", Sample.Median(bares)),
        ];

        async Task<double> BareAsync() => Sample.MedianMs(await ClosedLoop.TimesAsync(bench.Time, BareTime, bare.AppendAsync, cancellation));
    }
}
