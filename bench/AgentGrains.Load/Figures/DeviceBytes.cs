using AgentGrains.Load.Measuring;
using AgentGrains.Load.Service;

namespace AgentGrains.Load.Figures;

/// <summary>Bytes that the server causes to be written to the device for a durable step of 1 KiB, with one caller and with 128.</summary>
/// <remarks>The kernel counts a page of the file cache each time it becomes dirty: what a flush writes twice is counted twice, the moves of the log into the file as well.</remarks>
internal sealed class DeviceBytes : IFigure
{
    private const int ManyCallers = 128;
    private const int WarmRuns = 5_000;
    private const int SingleRuns = 2_000;
    private const int ManyRuns = 20_000;

    public string Name => "device_bytes";

    public TimeSpan Limit => TimeSpan.FromMinutes(3);

    public async Task<IReadOnlyList<FigureResult>> MeasureAsync(Bench bench, CancellationToken cancellation)
    {
        var (single, many) = await MeasureAsync(bench, bench.Server, cancellation);
        var results = (Single: new FigureResult("device_bytes_at_1", single, "KB", 30, 19), Many: new FigureResult("device_bytes_at_128", many, "KB", 6, 2.5));
        if (bench.Baseline is not null)
        {
            var (baselineSingle, baselineMany) = await MeasureAsync(bench, bench.Baseline, cancellation);
            results = (results.Single.With("baseline_kb", baselineSingle), results.Many.With("baseline_kb", baselineMany));
        }
        return [results.Single, results.Many];
    }

    private static async Task<(double Single, double Many)> MeasureAsync(Bench bench, string program, CancellationToken cancellation)
    {
        await using var server = await bench.StartServerAsync(program, Bench.NoSettings, cancellation);
        var load = new StepLoad(server.Client, ManyCallers);
        await ClosedLoop.TimesOverAsync(ManyCallers, WarmRuns, caller => load.RunAsync(caller, cancellation), cancellation);
        var (single, many) = (await KilobytesAsync(1, SingleRuns), await KilobytesAsync(ManyCallers, ManyRuns));
        bench.Say($"  {single:F1} KB a step with one caller, {many:F1} KB with {ManyCallers}");
        return (single, many);

        async Task<double> KilobytesAsync(int callers, int runs)
        {
            var before = ProcessUse.WrittenBytes(server.Id);
            await ClosedLoop.TimesOverAsync(callers, runs, caller => load.RunAsync(caller, cancellation), cancellation);
            return (ProcessUse.WrittenBytes(server.Id) - before) / 1000.0 / (runs * RunRequests.Steps);
        }
    }
}
