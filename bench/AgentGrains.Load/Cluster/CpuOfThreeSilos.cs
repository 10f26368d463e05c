using AgentGrains.Load.Measuring;
using AgentGrains.Load.Service;

namespace AgentGrains.Load.Cluster;

/// <summary>CPU that a step takes on three silos, as a multiple of what it takes on one, both in one run of the bench.</summary>
internal sealed class CpuOfThreeSilos : IFigure
{
    private const int Callers = 24;
    private const int WarmRuns = 1_500;
    private const int Runs = 1_000;

    public string Name => "cpu_of_three_silos";

    public bool OfCluster => true;

    public TimeSpan Limit => TimeSpan.FromMinutes(8);

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
        await using var silos = await Silos.StartAsync(count);
        var request = RunRequests.Script(RunRequests.Assistant, RunRequests.Steps);
        var buffers = Enumerable.Range(0, Callers).Select(_ => new byte[RunRequests.AnswerBytes]).ToArray();
        // As many runs for each silo, so that each has compiled what it needs.
        await PlayAsync(WarmRuns * count);
        var (cpu, from) = (silos.Cpu(), bench.Time.GetTimestamp());
        await PlayAsync(Runs);
        var (used, took) = (silos.Cpu() - cpu, bench.Time.GetElapsedTime(from));
        bench.Say($"  {count} silos: {used.TotalMilliseconds / Runs / RunRequests.Steps:F2} ms of CPU a step, {Runs * RunRequests.Steps / took.TotalSeconds:F0} steps/s");
        return (used.TotalMilliseconds / Runs / RunRequests.Steps, Runs * RunRequests.Steps / took.TotalSeconds);

        Task PlayAsync(int runs) => ClosedLoop.TimesOverAsync(
            Callers, runs, caller => silos.Clients[caller % count].RunAsync(request, RunRequests.Completed, buffers[caller], cancellation), cancellation);
    }
}
