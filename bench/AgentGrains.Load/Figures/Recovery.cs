using AgentGrains.Core.Ids;
using AgentGrains.Load.Service;
using AgentGrains.Storage.Sqlite;

namespace AgentGrains.Load.Figures;

/// <summary>How long after the restarted server is ready the last of 500 runs that were in flight at a kill completes another step.</summary>
internal sealed class Recovery : IFigure
{
    private const int Runs = 500;
    private const int Steps = 401;
    private const int DelayMs = 50;

    private static readonly TenantId Tenant = TenantId.Parse("demo");
    private static readonly TimeSpan BeforeKill = TimeSpan.FromSeconds(2);

    public string Name => "recovery";

    public TimeSpan Limit => TimeSpan.FromMinutes(1);

    public async Task<IReadOnlyList<FigureResult>> MeasureAsync(Bench bench, CancellationToken cancellation)
    {
        var folder = bench.NewFolder();
        StartedRun[] runs;
        await using (var server = await bench.StartServerAsync(folder, cancellation))
        {
            var request = RunRequests.Script(RunRequests.Assistant, Steps, DelayMs);
            runs = await Task.WhenAll(Enumerable.Range(0, Runs).Select(_ => server.Client.StartRunAsync(request, wait: false, cancellation)));
            await Task.Delay(BeforeKill, bench.Time, cancellation);
            await server.KillAsync(cancellation);
        }
        var ends = await ReadEndsAsync(folder, runs, cancellation);
        await using var restarted = await bench.StartServerAsync(folder, cancellation);
        var ready = bench.Time.GetTimestamp();
        var delays = await Task.WhenAll(runs.Select(async (run, i) =>
        {
            await AwaitStepAsync(restarted.Client, run, ends[i], cancellation);
            return bench.Time.GetElapsedTime(ready).TotalSeconds;
        }));
        return [new FigureResult(Name, delays.Max(), "s", 5, 1).With("runs", Runs).With("start_to_ready_s", restarted.StartTook.TotalSeconds)];
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

    private static async Task AwaitStepAsync(ServiceClient client, StartedRun run, long after, CancellationToken cancellation)
    {
        using var response = await client.OpenEventsAsync($"runs/{run.Id}", after, cancellation);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            if (line == "event: step.completed")
                return;
        }
        throw new InvalidOperationException($"The events of {run.Id} ended without another step.");
    }
}
