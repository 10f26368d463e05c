using AgentGrains.Load.Measuring;
using AgentGrains.Load.Service;

namespace AgentGrains.Load.Cluster;

/// <summary>Write transactions for each durable step of a run of 3,001 steps, and whether a step takes as many rows and bytes at its end as at its beginning.</summary>
internal sealed class WritesPerStep : IFigure
{
    private const string Agent = "long";
    private const int Steps = 3_001;
    private const int ShortRuns = 100;
    private const string Definition = """{"tools":[{"type":"builtin","name":"echo"}],"limits":{"max_steps":5000}}""";

    public string Name => "writes_per_step";

    public bool OfCluster => true;

    public TimeSpan Limit => TimeSpan.FromMinutes(4);

    public async Task<IReadOnlyList<FigureResult>> MeasureAsync(Bench bench, CancellationToken cancellation)
    {
        await using var silos = await Silos.StartAsync(3);
        var client = silos.Clients[0];
        await client.PutAgentAsync(Agent, Definition, cancellation);
        await client.StartRunAsync(RunRequests.Script(Agent, RunRequests.Steps), wait: true, cancellation);

        var before = silos.Writes;
        var run = await client.StartRunAsync(RunRequests.Script(Agent, Steps), wait: false, cancellation);
        await new FinishedRun(silos, run).WaitAsync(bench.Time, cancellation);
        var writes = (double)(silos.Writes - before) / Steps;

        var beforeShort = silos.Writes;
        await ClosedLoop.TimesOverAsync(
            4, ShortRuns, caller => client.StartRunAsync(RunRequests.Script(Agent, RunRequests.Steps), wait: true, cancellation), cancellation);
        var writesOfShort = (double)(silos.Writes - beforeShort) / ShortRuns / RunRequests.Steps;

        List<double> rows = await JournalRowSizes.ReadAsync(silos.ConnectionString, run.Session, cancellation);
        var (early, late) = (rows[10..110], rows[^110..^10]);
        return
        [
            new FigureResult(Name, writes, "writes", 1.1, 1.0).With("steps", Steps).With("of_runs_of_ten_steps", writesOfShort),
            new FigureResult("rows_per_step", (double)rows.Count / Steps, "rows", 1.1, 1.0),
            new FigureResult("bytes_late_step", late.Average() / early.Average(), "ratio", 1.1, 1.0).With("bytes_early", early.Average()).With("bytes_late", late.Average()),
        ];
    }
}
