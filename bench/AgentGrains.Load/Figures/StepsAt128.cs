using AgentGrains.Load.Measuring;
using AgentGrains.Load.Service;
using AgentGrains.Load.Storage;

namespace AgentGrains.Load.Figures;

/// <summary>Durable steps a second of 128 callers, as a part of what the store does with nothing around it.</summary>
/// <remarks>Both are measured in turns, and each load is held against the bare appends before and after it, so that what else the machine does cancels out.</remarks>
internal sealed class StepsAt128 : IFigure
{
    private const int Callers = 128;
    private const int MostCallers = 512;
    private const int WarmRuns = 30_000;
    private const int Rounds = 5;

    private static readonly TimeSpan BareTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LoadTime = TimeSpan.FromSeconds(4);

    public string Name => "steps_at_128";

    public TimeSpan Limit => TimeSpan.FromMinutes(3);

    public async Task<IReadOnlyList<FigureResult>> MeasureAsync(Bench bench, CancellationToken cancellation)
    {
        await using var bare = new BareAppends(bench.NewFolder(), Callers, bench.Time);
        await using var server = await bench.StartServerAsync(bench.NewFolder(), cancellation);
        var load = new StepLoad(server.Client, MostCallers);
        await ClosedLoop.TimesOverAsync(Callers, WarmRuns, caller => load.RunAsync(caller, cancellation), cancellation);
        await BareAsync();

        List<double> bares = [await BareAsync()], loads = [], ratios = [], shares = [], costs = [];
        for (var round = 0; round < Rounds; round++)
        {
            var (used, served) = (ProcessUse.CpuOf(Environment.ProcessId), ProcessUse.CpuOf(server.Id));
            loads.Add(await LoadAsync(Callers));
            shares.Add((ProcessUse.CpuOf(Environment.ProcessId) - used) / LoadTime);
            costs.Add((ProcessUse.CpuOf(server.Id) - served).TotalMicroseconds / (loads[^1] * LoadTime.TotalSeconds));
            bares.Add(await BareAsync());
            ratios.Add(loads[^1] * 2 / (bares[^2] + bares[^1]));
            bench.Say($"  bare {bares[^1]:F0}/s, steps {loads[^1]:F0}/s, ratio {ratios[^1]:F3}, server {costs[^1]:F1} µs of CPU a step, generator {shares[^1]:P0} of a core");
        }
        var result = new FigureResult(Name, Sample.Median(ratios), "ratio", 0.45, 0.6)
            .With("steps_per_second", Sample.Median(loads)).With("bare_per_second", Sample.Median(bares))
            .With("server_cpu_us_per_step", Sample.Median(costs)).With("generator_cores", Sample.Median(shares));
        foreach (var callers in new[] { 1, 16, MostCallers })
            result = result.With($"steps_per_second_at_{callers}", await LoadAsync(callers));
        return [result];

        Task<double> BareAsync() => ClosedLoop.RateAsync(bench.Time, Callers, BareTime, bare.AppendAsync, cancellation);

        async Task<double> LoadAsync(int callers) =>
            RunRequests.Steps * await ClosedLoop.RateAsync(bench.Time, callers, LoadTime, caller => load.RunAsync(caller, cancellation), cancellation);
    }
}
