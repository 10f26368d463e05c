using AgentGrains.Load.Measuring;
using AgentGrains.Load.Service;

namespace AgentGrains.Load.Cluster;

/// <summary>
/// CPU that a step takes on three silos, as a multiple of what it takes on one, both in one run of the bench: with the same work in all, as fast as it goes, and
/// with the same work for each silo. A silo with less to do costs more a step even by itself, because its threads sleep and wake more often, so only the
/// second is free of that; the first is what a cluster costs for the work there is.
/// </summary>
internal sealed class CpuOfThreeSilos : IFigure
{
    private const int Callers = 24;
    private const int WarmRuns = 200;
    private const int Runs = 600;

    /// <summary>Callers of each silo; together they ask for ten runs, a hundred steps, a second.</summary>
    private const int PacedCallers = 8;

    private const int PacedRuns = 40;

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(0.8);

    public string Name => "cpu_of_three_silos";

    public bool OfCluster => true;

    public TimeSpan Limit => TimeSpan.FromMinutes(6);

    public async Task<IReadOnlyList<FigureResult>> MeasureAsync(Bench bench, CancellationToken cancellation)
    {
        var one = await MeasureAsync(bench, 1, cancellation);
        var three = await MeasureAsync(bench, 3, cancellation);
        return
        [
            Ratio(Name, one.InAll, three.InAll),
            Ratio("cpu_of_three_silos_at_equal_load", one.Paced, three.Paced),
        ];
    }

    private static FigureResult Ratio(string name, Cost one, Cost three) => new FigureResult(name, three.CpuMs / one.CpuMs, "ratio", 1.3, 1.0)
        .With("cpu_ms_a_step_of_one", one.CpuMs).With("cpu_ms_a_step_of_three", three.CpuMs).With("steps_a_second_of_one", one.Rate).With("steps_a_second_of_three", three.Rate);

    private static async Task<(Cost InAll, Cost Paced)> MeasureAsync(Bench bench, int count, CancellationToken cancellation)
    {
        await using var silos = await Silos.StartAsync(count, Silos.OneCoreCompiledAtOnce);
        var paced = PacedCallers * count;
        var request = RunRequests.Script(RunRequests.Assistant, RunRequests.Steps);
        var buffers = Enumerable.Range(0, Math.Max(Callers, paced)).Select(_ => new byte[RunRequests.AnswerBytes]).ToArray();
        await ClosedLoop.TimesOverAsync(Callers, WarmRuns * count, RunAsync, cancellation);
        return (
            await CostAsync(Runs, () => ClosedLoop.TimesOverAsync(Callers, Runs, RunAsync, cancellation)),
            await CostAsync(PacedRuns * paced, () => Task.WhenAll(Enumerable.Range(0, paced).Select(PacedAsync))));

        async Task<Cost> CostAsync(int runs, Func<Task> play)
        {
            var (cpu, from) = (silos.Cpu(), bench.Time.GetTimestamp());
            await play();
            var steps = runs * RunRequests.Steps;
            var cost = new Cost((silos.Cpu() - cpu).TotalMilliseconds / steps, steps / bench.Time.GetElapsedTime(from).TotalSeconds);
            bench.Say($"  {count} silos: {cost.CpuMs:F2} ms of CPU a step, {cost.Rate:F0} steps/s");
            return cost;
        }

        Task RunAsync(int caller) => silos.Clients[caller % count].RunAsync(request, RunRequests.Completed, buffers[caller], cancellation);

        async Task PacedAsync(int caller)
        {
            await Task.Delay(Pace * caller / paced, bench.Time, cancellation);
            using var pace = new PeriodicTimer(Pace, bench.Time);
            for (var run = 0; run < PacedRuns; run++)
            {
                await RunAsync(caller);
                await pace.WaitForNextTickAsync(cancellation);
            }
        }
    }

    private readonly record struct Cost(double CpuMs, double Rate);
}
