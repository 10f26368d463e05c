using AgentGrains.Load.Measuring;
using AgentGrains.Load.Service;

namespace AgentGrains.Load.Cluster;

/// <summary>
/// CPU that a step takes on three silos, as a multiple of what it takes on one, both in one run of the bench. Each silo has as much to do as the one: a silo with a
/// third of the work costs more a step even by itself, because its threads sleep and wake more often.
/// </summary>
internal sealed class CpuOfThreeSilos : IFigure
{
    /// <summary>Callers of each silo; together they ask for ten runs, a hundred steps, a second.</summary>
    private const int Callers = 8;

    private const int WarmRuns = 25;
    private const int Runs = 40;

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(0.8);

    public string Name => "cpu_of_three_silos";

    public bool OfCluster => true;

    public TimeSpan Limit => TimeSpan.FromMinutes(5);

    public async Task<IReadOnlyList<FigureResult>> MeasureAsync(Bench bench, CancellationToken cancellation)
    {
        var one = await MeasureAsync(bench, 1, cancellation);
        var three = await MeasureAsync(bench, 3, cancellation);
        return
        [
            new FigureResult(Name, three.CpuMs / one.CpuMs, "ratio", 1.3, 1.0)
                .With("cpu_ms_a_step_of_one", one.CpuMs).With("cpu_ms_a_step_of_three", three.CpuMs).With("steps_a_second_of_one", one.Rate).With("steps_a_second_of_three", three.Rate),
        ];
    }

    private static async Task<(double CpuMs, double Rate)> MeasureAsync(Bench bench, int count, CancellationToken cancellation)
    {
        await using var silos = await Silos.StartAsync(count, compiled: true);
        var callers = Callers * count;
        var request = RunRequests.Script(RunRequests.Assistant, RunRequests.Steps);
        var buffers = Enumerable.Range(0, callers).Select(_ => new byte[RunRequests.AnswerBytes]).ToArray();
        await ClosedLoop.TimesOverAsync(callers, WarmRuns * callers, RunAsync, cancellation);
        var (cpu, from) = (silos.Cpu(), bench.Time.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, callers).Select(PacedAsync));
        var (used, took, steps) = (silos.Cpu() - cpu, bench.Time.GetElapsedTime(from), Runs * callers * RunRequests.Steps);
        bench.Say($"  {count} silos: {used.TotalMilliseconds / steps:F2} ms of CPU a step, {steps / took.TotalSeconds:F0} steps/s");
        return (used.TotalMilliseconds / steps, steps / took.TotalSeconds);

        Task RunAsync(int caller) => silos.Clients[caller % count].RunAsync(request, RunRequests.Completed, buffers[caller], cancellation);

        async Task PacedAsync(int caller)
        {
            await Task.Delay(Pace * caller / callers, bench.Time, cancellation);
            using var pace = new PeriodicTimer(Pace, bench.Time);
            for (var run = 0; run < Runs; run++)
            {
                await RunAsync(caller);
                await pace.WaitForNextTickAsync(cancellation);
            }
        }
    }
}
