using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;
using AgentGrains.Load.Measuring;
using AgentGrains.Load.Service;
using AgentGrains.Storage.Sqlite;

namespace AgentGrains.Load.Figures;

/// <summary>What 100,000 sessions that are only stored cost: time until the server is ready, and memory.</summary>
internal sealed class StoredSessions : IFigure
{
    private const int Sessions = 100_000;
    private const int Starts = 3;
    private const int Batch = 1_000;

    private static readonly TenantId Tenant = TenantId.Parse("demo");
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(2);

    public string Name => "stored_sessions";

    public TimeSpan Limit => TimeSpan.FromMinutes(2);

    public async Task<IReadOnlyList<FigureResult>> MeasureAsync(Bench bench, CancellationToken cancellation)
    {
        var folder = bench.NewFolder();
        StartedRun sample;
        await using (var server = await bench.StartServerAsync(folder, cancellation))
        {
            sample = await server.Client.StartRunAsync(RunRequests.Script(RunRequests.Assistant, RunRequests.Steps), wait: true, cancellation);
            await server.StopAsync(cancellation);
        }
        var (_, emptyMegabytes) = await StartAsync(bench, folder, cancellation);
        await CopyAsync(bench, folder, RunId.Parse(sample.Id), cancellation);
        var (seconds, megabytes) = await StartAsync(bench, folder, cancellation);
        return
        [
            new FigureResult("stored_sessions_start", seconds, "s", 3, 1).With("sessions", Sessions),
            new FigureResult("stored_sessions_memory", Math.Max(megabytes - emptyMegabytes, 0), "MB", 50, 10).With("empty_megabytes", emptyMegabytes).With("megabytes", megabytes),
        ];
    }

    /// <summary>The medians of the time to ready and of the memory a little later.</summary>
    private static async Task<(double Seconds, double Megabytes)> StartAsync(Bench bench, string folder, CancellationToken cancellation)
    {
        List<double> seconds = [], megabytes = [];
        for (var i = 0; i < Starts; i++)
        {
            await using var server = await bench.StartServerAsync(folder, cancellation);
            await Task.Delay(Calm, bench.Time, cancellation);
            seconds.Add(server.StartTook.TotalSeconds);
            megabytes.Add(ProcessUse.AnonymousBytes(server.Id) / 1e6);
            bench.Say($"  ready after {seconds[^1]:F2} s, {megabytes[^1]:F1} MB");
            await server.StopAsync(cancellation);
        }
        return (Sample.Median(seconds), Sample.Median(megabytes));
    }

    /// <summary>Stores the journal and the view of one session under as many ids as are wanted.</summary>
    private static async Task CopyAsync(Bench bench, string folder, RunId sample, CancellationToken cancellation)
    {
        await using var storage = SqliteStorage.Open(new SqliteStorageOptions { DataFolder = folder });
        var records = await storage.Journals.ReadAsync(new SessionKey(Tenant, sample.Session), 0, long.MaxValue, cancellation).ToListAsync(cancellation);
        var view = await storage.Visibility.ReadRunAsync(Tenant, sample, cancellation) ?? throw new InvalidOperationException("The sample run is not listed.");
        var ids = new IdSource(bench.Time, new Random(1));
        for (var stored = 0; stored < Sessions; stored += Batch)
        {
            var runs = Enumerable.Range(0, Batch).Select(_ => ids.NewRun(ids.NewSession())).ToList();
            await Task.WhenAll(runs.Select(async run =>
            {
                var key = new SessionKey(Tenant, run.Session);
                foreach (var record in records)
                    await storage.Journals.AppendAsync(new JournalAppend(key, 1, record.Position, record.Count, record.Content, Unfinished: false), cancellation);
            }));
            var listed = runs.SelectMany(run => new[]
            {
                new VisibilityChange(new SessionView(run.Session, view.Agent, SessionView.Idle, view.CreatedAt, view.Metadata), null, 1),
                new VisibilityChange(null, view with { Id = run }, records[^1].Position + records[^1].Count),
            });
            await storage.Visibility.UpsertAsync(Tenant, [.. listed], cancellation);
        }
    }
}
