using AgentGrains.Load.Measuring;
using AgentGrains.Load.Service;

namespace AgentGrains.Load.Figures;

/// <summary>Durable steps a second of 128 callers, and the median of a step with one caller, as multiples of the baseline's.</summary>
/// <remarks>
/// Two processes of one build differ by some percent, so each round has a pair of its own. Within a pair short slices of both take turns, the warm-up included,
/// so that what else the machine does delays both alike.
/// </remarks>
internal sealed class StepsAgainstBaseline : IFigure
{
    private const int Rounds = 5;
    private const int Callers = 128;
    private const int WarmSlices = 25;
    private const int LoadSlices = 12;
    private const int SliceRuns = 600;
    private const int SingleSlices = 30;

    private static readonly TimeSpan SingleSlice = TimeSpan.FromMilliseconds(100);

    public string Name => "steps_against_baseline";

    public TimeSpan Limit => TimeSpan.FromMinutes(10);

    public bool NeedsBaseline => true;

    public async Task<IReadOnlyList<FigureResult>> MeasureAsync(Bench bench, CancellationToken cancellation)
    {
        List<InTurns> rates = [], medians = [];
        List<double> costs = [];
        for (var round = 0; round < Rounds; round++)
        {
            await using var server = await bench.StartServerAsync(bench.Server, Bench.NoSettings, cancellation);
            await using var baseline = await bench.StartServerAsync(bench.Baseline!, Bench.NoSettings, cancellation);
            var (load, baselineLoad) = (new StepLoad(server.Client, Callers), new StepLoad(baseline.Client, Callers));
            await CompareRatesAsync(bench.Time, WarmSlices, load, baselineLoad, cancellation);
            var (used, baselineUsed) = (ProcessUse.CpuOf(server.Id), ProcessUse.CpuOf(baseline.Id));
            rates.Add(await CompareRatesAsync(bench.Time, LoadSlices, load, baselineLoad, cancellation));
            // Both have executed the same number of runs.
            costs.Add((ProcessUse.CpuOf(server.Id) - used) / (ProcessUse.CpuOf(baseline.Id) - baselineUsed));
            medians.Add(await CompareMediansAsync(bench.Time, load, baselineLoad, cancellation));
            bench.Say($"  steps {rates[^1].Value:F0}/s, baseline {rates[^1].Reference:F0}/s, ratio {rates[^1].Ratio:F3}, ratio of CPU {costs[^1]:F3}");
            bench.Say($"  step {medians[^1].Value:F3} ms, baseline {medians[^1].Reference:F3} ms, ratio {medians[^1].Ratio:F3}");
        }
        var (rate, median) = (InTurns.Median(rates), InTurns.Median(medians));
        return
        [
            new FigureResult(Name, rate.Ratio, "ratio", 0.97, 1)
                .With("steps_per_second", rate.Value).With("baseline_steps_per_second", rate.Reference).With("cpu_ratio", Sample.Median(costs)),
            new FigureResult("step_p50_against_baseline", median.Ratio, "ratio", 1.03, 1).With("step_ms", median.Value).With("baseline_step_ms", median.Reference),
        ];
    }

    private static async Task<InTurns> CompareRatesAsync(TimeProvider time, int slices, StepLoad load, StepLoad baselineLoad, CancellationToken cancellation)
    {
        var (took, baselineTook) = (TimeSpan.Zero, TimeSpan.Zero);
        await InTurns.DoAsync(slices, async () => took += await SliceAsync(load), async () => baselineTook += await SliceAsync(baselineLoad));
        var steps = slices * SliceRuns * RunRequests.Steps;
        return new InTurns(steps / took.TotalSeconds, steps / baselineTook.TotalSeconds, baselineTook / took);

        async Task<TimeSpan> SliceAsync(StepLoad of)
        {
            var from = time.GetTimestamp();
            await ClosedLoop.TimesOverAsync(Callers, SliceRuns, caller => of.RunAsync(caller, cancellation), cancellation);
            return time.GetElapsedTime(from);
        }
    }

    private static async Task<InTurns> CompareMediansAsync(TimeProvider time, StepLoad load, StepLoad baselineLoad, CancellationToken cancellation)
    {
        List<TimeSpan> times = [], baselineTimes = [];
        await InTurns.DoAsync(SingleSlices, async () => times.AddRange(await SliceAsync(load)), async () => baselineTimes.AddRange(await SliceAsync(baselineLoad)));
        var (step, baselineStep) = (Sample.MedianMs(times) / RunRequests.Steps, Sample.MedianMs(baselineTimes) / RunRequests.Steps);
        return new InTurns(step, baselineStep, step / baselineStep);

        Task<List<TimeSpan>> SliceAsync(StepLoad of) => ClosedLoop.TimesAsync(time, SingleSlice, caller => of.RunAsync(caller, cancellation), cancellation);
    }
}
