using AgentGrains.Load.Doubles;
using AgentGrains.Load.Measuring;
using AgentGrains.Load.Service;

namespace AgentGrains.Load.Figures;

/// <summary>Server CPU of a step of an agent that calls a model and a tool over HTTP, as a multiple of a bare call and a scripted step.</summary>
internal sealed class AgentLoop : IFigure
{
    private const int Callers = 128;
    private const int WarmBareRuns = 12_000;
    private const int WarmScripts = 20_000;
    private const int WarmRuns = 8_000;
    private const int BareRuns = 3_000;
    private const int Scripts = 2_500;
    private const int Runs = 1_500;
    private const int Rounds = 9;

    private static readonly byte[] Request = RunRequests.Say(AgentServer.Loop, "go");

    public string Name => "agent_loop";

    public TimeSpan Limit => TimeSpan.FromMinutes(6);

    public async Task<IReadOnlyList<FigureResult>> MeasureAsync(Bench bench, CancellationToken cancellation)
    {
        await using var doubles = await DoubleProcess.StartAsync(cancellation);
        using var bare = new BareCalls(doubles.Address);
        await using var server = await AgentServer.StartAsync(bench, bench.Server, doubles, cancellation);
        var scripts = new StepLoad(server.Client, Callers);
        var loop = new StepLoad(server.Client, Callers, Request);
        await BareAsync(WarmBareRuns);
        await ScriptedAsync(WarmScripts);
        await LoopAsync(server, loop, WarmRuns, cancellation);

        List<double> bares = [], scripted = [], looped = [], doubled = [], ratios = [];
        for (var round = 0; round < Rounds; round++)
        {
            bares.Add(await BareAsync(BareRuns));
            scripted.Add(await ScriptedAsync(Scripts));
            var used = ProcessUse.CpuOf(doubles.Id);
            looped.Add(await LoopAsync(server, loop, Runs, cancellation));
            doubled.Add((ProcessUse.CpuOf(doubles.Id) - used).TotalMicroseconds / (Runs * BareCalls.PerRun));
            ratios.Add(looped[^1] / (bares[^1] + scripted[^1]));
            bench.Say($"  bare call {bares[^1]:F1} µs, scripted step {scripted[^1]:F1} µs, step of the loop {looped[^1]:F1} µs, ratio {ratios[^1]:F3}, double {doubled[^1]:F1} µs");
        }
        var result = new FigureResult(Name, Sample.Median(ratios), "ratio", 1.2, 1.1)
            .With("loop_us", Sample.Median(looped)).With("bare_us", Sample.Median(bares))
            .With("scripted_us", Sample.Median(scripted)).With("double_us", Sample.Median(doubled));
        if (bench.Baseline is null)
            return [result];

        await using var baseline = await AgentServer.StartAsync(bench, bench.Baseline, doubles, cancellation);
        var baselineLoop = new StepLoad(baseline.Client, Callers, Request);
        await LoopAsync(baseline, baselineLoop, WarmRuns, cancellation);
        var compared = await InTurns.MeasureAsync(
            Rounds, () => LoopAsync(server, loop, Runs, cancellation), () => LoopAsync(baseline, baselineLoop, Runs, cancellation),
            round => bench.Say($"  step of the loop {round.Value:F1} µs, baseline {round.Reference:F1} µs, ratio {round.Ratio:F3}"));
        return [result.With("against_baseline", compared.Ratio).With("baseline_loop_us", compared.Reference)];

        async Task<double> BareAsync(int runs) =>
            await CpuCost.MicrosecondsAsync(Environment.ProcessId, Callers, runs, _ => bare.RunAsync(cancellation), cancellation) / BareCalls.PerRun;

        async Task<double> ScriptedAsync(int runs) =>
            await CpuCost.MicrosecondsAsync(server.Id, Callers, runs, caller => scripts.RunAsync(caller, cancellation), cancellation) / RunRequests.Steps;
    }

    private static async Task<double> LoopAsync(ServerProcess server, StepLoad loop, int runs, CancellationToken cancellation) =>
        await CpuCost.MicrosecondsAsync(server.Id, Callers, runs, caller => loop.RunAsync(caller, cancellation), cancellation) / BareCalls.PerRun;
}
