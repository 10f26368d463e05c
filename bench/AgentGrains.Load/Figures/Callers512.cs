using AgentGrains.Load.Measuring;
using AgentGrains.Load.Service;

namespace AgentGrains.Load.Figures;

/// <summary>Durable steps a second of 512 callers, as a multiple of those of 128 on the same server, taken in turns.</summary>
internal sealed class Callers512 : IFigure
{
    private const int Callers = 512;
    private const int Fewer = 128;
    private const int WarmRuns = 15_000;
    private const int Rounds = 5;

    private static readonly TimeSpan LoadTime = TimeSpan.FromSeconds(4);

    public string Name => "callers_512";

    public TimeSpan Limit => TimeSpan.FromMinutes(4);

    public async Task<IReadOnlyList<FigureResult>> MeasureAsync(Bench bench, CancellationToken cancellation)
    {
        var turns = await MeasureAsync(bench, bench.Server, cancellation);
        var result = new FigureResult(Name, turns.Ratio, "ratio", 1.0, 1.05).With("steps_per_second", turns.Value).With("steps_per_second_at_128", turns.Reference);
        if (bench.Baseline is null)
            return [result];
        var baseline = await MeasureAsync(bench, bench.Baseline, cancellation);
        return [result.With("baseline_ratio", baseline.Ratio).With("baseline_steps_per_second", baseline.Value).With("baseline_steps_per_second_at_128", baseline.Reference)];
    }

    private static async Task<InTurns> MeasureAsync(Bench bench, string program, CancellationToken cancellation)
    {
        await using var server = await bench.StartServerAsync(program, Bench.NoSettings, cancellation);
        var load = new StepLoad(server.Client, Callers);
        foreach (var callers in new[] { Fewer, Callers })
            await ClosedLoop.TimesOverAsync(callers, WarmRuns, caller => load.RunAsync(caller, cancellation), cancellation);
        return await InTurns.MeasureAsync(
            Rounds, () => RateAsync(Callers), () => RateAsync(Fewer),
            round => bench.Say($"  {Callers} callers {round.Value:F0}/s, {Fewer} callers {round.Reference:F0}/s, ratio {round.Ratio:F3}"));

        async Task<double> RateAsync(int callers) =>
            RunRequests.Steps * await ClosedLoop.RateAsync(bench.Time, callers, LoadTime, caller => load.RunAsync(caller, cancellation), cancellation);
    }
}
