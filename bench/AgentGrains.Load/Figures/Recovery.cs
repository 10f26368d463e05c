using System.Globalization;
using AgentGrains.Core.Ids;
using AgentGrains.Load.Service;
using AgentGrains.Storage.Sqlite;

namespace AgentGrains.Load.Figures;

/// <summary>How long after the restarted server is ready, and after its start, the last of 500 runs that were in flight at a kill completes another step.</summary>
/// <remarks>The steps' own times are read once the runs have continued: 500 streams that open meanwhile take about as much CPU as the recovery itself.</remarks>
internal sealed class Recovery : IFigure
{
    private const int Runs = 500;
    private const int Steps = 401;
    private const int DelayMs = 50;

    private const string Mark = "\"at\":\"";

    private static readonly TenantId Tenant = TenantId.Parse("demo");
    private static readonly TimeSpan BeforeKill = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BeforeReading = TimeSpan.FromSeconds(4);

    public string Name => "recovery";

    public TimeSpan Limit => TimeSpan.FromMinutes(1);

    public async Task<IReadOnlyList<FigureResult>> MeasureAsync(Bench bench, CancellationToken cancellation)
    {
        var recovery = await MeasureAsync(bench, bench.Server, cancellation);
        var restart = new FigureResult("restart", (recovery.Ready + recovery.Continued).TotalSeconds, "s", 1.5, 1).With("start_to_ready_s", recovery.Ready.TotalSeconds);
        if (bench.Baseline is not null)
        {
            var baseline = await MeasureAsync(bench, bench.Baseline, cancellation);
            restart = restart.With("baseline_s", (baseline.Ready + baseline.Continued).TotalSeconds).With("baseline_start_to_ready_s", baseline.Ready.TotalSeconds);
        }
        return [new FigureResult(Name, recovery.Continued.TotalSeconds, "s", 5, 1).With("runs", Runs), restart];
    }

    private static async Task<(TimeSpan Ready, TimeSpan Continued)> MeasureAsync(Bench bench, string program, CancellationToken cancellation)
    {
        var folder = bench.NewFolder();
        StartedRun[] runs;
        await using (var server = await ServerProcess.StartAsync(program, folder, Bench.NoSettings, bench.Time, cancellation))
        {
            var request = RunRequests.Script(RunRequests.Assistant, Steps, DelayMs);
            runs = await Task.WhenAll(Enumerable.Range(0, Runs).Select(_ => server.Client.StartRunAsync(request, wait: false, cancellation)));
            await Task.Delay(BeforeKill, bench.Time, cancellation);
            await server.KillAsync(cancellation);
        }
        // Read from a copy of the folder: the server must find the files as the kill left them.
        var ends = await ReadEndsAsync(CopyOf(folder, bench.NewFolder()), runs, cancellation);
        await using var restarted = await ServerProcess.StartAsync(program, folder, Bench.NoSettings, bench.Time, cancellation);
        await Task.Delay(BeforeReading, bench.Time, cancellation);
        var steps = await Task.WhenAll(runs.Select((run, i) => ReadStepAsync(restarted.Client, run, ends[i], cancellation)));
        var continued = steps.Max() - restarted.ReadyAt;
        bench.Say($"  ready after {restarted.StartTook.TotalSeconds:F2} s, continued {continued.TotalSeconds:F2} s later");
        return (restarted.StartTook, continued);
    }

    private static string CopyOf(string folder, string copy)
    {
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            var to = new FileInfo(Path.Combine(copy, Path.GetRelativePath(folder, file.FullName)));
            to.Directory!.Create();
            file.CopyTo(to.FullName);
        }
        return copy;
    }

    private static async Task<long[]> ReadEndsAsync(string folder, StartedRun[] runs, CancellationToken cancellation)
    {
        await using var storage = SqliteStorage.Open(new SqliteStorageOptions { DataFolder = folder });
        var ends = new long[runs.Length];
        for (var i = 0; i < runs.Length; i++)
        {
            var header = await storage.Journals.ReadHeaderAsync(new SessionKey(Tenant, SessionId.Parse(runs[i].Session)), cancellation);
            ends[i] = header is { Unfinished: true } ? header.Position - 1 : throw new InvalidOperationException($"The run {runs[i].Id} was not in flight at the kill.");
        }
        return ends;
    }

    /// <summary>When a run completed its first step after a position.</summary>
    private static async Task<DateTimeOffset> ReadStepAsync(ServiceClient client, StartedRun run, long after, CancellationToken cancellation)
    {
        using var response = await client.OpenEventsAsync($"runs/{run.Id}", after, cancellation);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        var completed = false;
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            completed |= line == "event: step.completed";
            var mark = completed && line.StartsWith("data:", StringComparison.Ordinal) ? line.IndexOf(Mark, StringComparison.Ordinal) : -1;
            if (mark >= 0)
                return DateTimeOffset.Parse(line.AsSpan(mark + Mark.Length, 24), CultureInfo.InvariantCulture);
        }
        throw new InvalidOperationException($"The events of {run.Id} ended without another step.");
    }
}
