using AgentGrains.Load.Measuring;
using AgentGrains.Load.Service;

namespace AgentGrains.Load.Figures;

/// <summary>Durable steps a second of 128 callers between 8 and 10 seconds after the start of the process, as a part of the same after a minute.</summary>
internal sealed class WarmUp : IFigure
{
    private const int Callers = 128;
    private const int GeneratorRuns = 10_000;

    private static readonly TimeSpan Early = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EarlyTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LateTime = TimeSpan.FromSeconds(5);

    public string Name => "warm_up";

    public TimeSpan Limit => TimeSpan.FromMinutes(4);

    public async Task<IReadOnlyList<FigureResult>> MeasureAsync(Bench bench, CancellationToken cancellation)
    {
        // The generator compiles its own methods first, so that only the server warms up in the measurement.
        await using (var other = await bench.StartServerAsync(bench.NewFolder(), cancellation))
        {
            var load = new StepLoad(other.Client, Callers);
            await ClosedLoop.TimesOverAsync(Callers, GeneratorRuns, caller => load.RunAsync(caller, cancellation), cancellation);
        }
        var (early, late) = await MeasureAsync(bench, bench.Server, cancellation);
        var result = new FigureResult(Name, early / late, "ratio", 0.7, 0.85).With("steps_per_second_early", early).With("steps_per_second_late", late);
        if (bench.Baseline is null)
            return [result];
        var (baselineEarly, baselineLate) = await MeasureAsync(bench, bench.Baseline, cancellation);
        return
        [
            result.With("baseline_ratio", baselineEarly / baselineLate)
                .With("baseline_steps_per_second_early", baselineEarly).With("baseline_steps_per_second_late", baselineLate),
        ];
    }

    private static async Task<(double Early, double Late)> MeasureAsync(Bench bench, string program, CancellationToken cancellation)
    {
        await using var server = await bench.StartServerAsync(program, Bench.NoSettings, cancellation);
        var load = new StepLoad(server.Client, Callers);
        var (started, runs, ended) = (bench.Time.GetTimestamp(), 0L, false);
        var loading = ClosedLoop.UntilAsync(Callers, () => Volatile.Read(ref ended), async caller =>
        {
            await load.RunAsync(caller, cancellation);
            Interlocked.Increment(ref runs);
        });
        var early = await RateAsync(Early, EarlyTime);
        var late = await RateAsync(Late, LateTime);
        Volatile.Write(ref ended, true);
        await loading;
        bench.Say($"  ready after {server.StartTook.TotalSeconds:F2} s, early {early:F0}/s, late {late:F0}/s, ratio {early / late:F2}");
        return (early, late);

        async Task<double> RateAsync(TimeSpan after, TimeSpan during)
        {
            await Task.Delay(after - server.StartTook - bench.Time.GetElapsedTime(started), bench.Time, cancellation);
            var (from, before) = (bench.Time.GetTimestamp(), Interlocked.Read(ref runs));
            await Task.Delay(during, bench.Time, cancellation);
            return (Interlocked.Read(ref runs) - before) * RunRequests.Steps / bench.Time.GetElapsedTime(from).TotalSeconds;
        }
    }
}
