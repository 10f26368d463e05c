using AgentGrains.Load.Doubles;
using AgentGrains.Load.Measuring;
using AgentGrains.Load.Service;

namespace AgentGrains.Load.Figures;

/// <summary>Server CPU of a run whose model streams 10 KB in 2,000 chunks; with a baseline, as a part of what the baseline takes.</summary>
internal sealed class LongAnswer : IFigure
{
    private const int Callers = 8;
    private const int AnswerBytes = 32 * 1024;
    private const int WarmRuns = 1_500;
    private const int Runs = 100;
    private const int Rounds = 11;

    public string Name => "long_answer";

    public TimeSpan Limit => TimeSpan.FromMinutes(4);

    public async Task<IReadOnlyList<FigureResult>> MeasureAsync(Bench bench, CancellationToken cancellation)
    {
        await using var doubles = await DoubleProcess.StartAsync(cancellation);
        await using var server = await AgentServer.StartAsync(bench, bench.Server, doubles, cancellation);
        var cost = await WarmAsync(server, cancellation);
        if (bench.Baseline is null)
        {
            List<double> costs = [];
            for (var round = 0; round < Rounds; round++)
            {
                costs.Add(await cost());
                bench.Say($"  {costs[^1]:F0} µs a run");
            }
            return [new FigureResult(Name, Sample.Median(costs), "us_per_run", null, null)];
        }

        await using var baseline = await AgentServer.StartAsync(bench, bench.Baseline, doubles, cancellation);
        var compared = await InTurns.MeasureAsync(Rounds, cost, await WarmAsync(baseline, cancellation),
            round => bench.Say($"  {round.Value:F0} µs a run, baseline {round.Reference:F0} µs, ratio {round.Ratio:F3}"));
        return [new FigureResult(Name, compared.Ratio, "ratio", 0.5, 0.3).With("us_per_run", compared.Value).With("baseline_us_per_run", compared.Reference)];
    }

    private static async Task<Func<Task<double>>> WarmAsync(ServerProcess server, CancellationToken cancellation)
    {
        var load = new StepLoad(server.Client, Callers, RunRequests.Say(AgentServer.Long, "go"), AnswerBytes);
        await CostAsync(WarmRuns);
        return () => CostAsync(Runs);

        Task<double> CostAsync(int runs) => CpuCost.MicrosecondsAsync(server.Id, Callers, runs, caller => load.RunAsync(caller, cancellation), cancellation);
    }
}
