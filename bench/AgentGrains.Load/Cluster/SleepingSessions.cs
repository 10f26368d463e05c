using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Stores;
using AgentGrains.Load.Measuring;
using AgentGrains.Load.Service;
using AgentGrains.Storage.Azure.Connections;
using AgentGrains.Storage.Azure.WakeUps;
using Azure.Data.Tables;

namespace AgentGrains.Load.Cluster;

/// <summary>
/// What 100,000 sleeping sessions cost three silos while none is due, beside what the same silos cost before there was any, and how late those are woken that are.
/// </summary>
internal sealed class SleepingSessions : IFigure
{
    private const int Sleeping = 100_000;
    private const int Woken = 300;
    private const int Callers = 16;
    private const int SleepMs = 420_000;
    private const string Agent = "sleeper";

    private static readonly string Definition =
        $$$"""{"tools":[{"type":"client","name":"wait_here","effect":"read","timeout_ms":{{{SleepMs}}},"parameters":{"type":"object"}}]}""";

    // A server compiles what an idle silo does, some of it twice a minute, for good within minutes; until then it takes half as much again.
    private static readonly TimeSpan SettlingAfterStart = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan SettlingAfterLoad = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    public string Name => "sleeping_sessions";

    public bool OfCluster => true;

    public TimeSpan Limit => TimeSpan.FromMinutes(24);

    public async Task<IReadOnlyList<FigureResult>> MeasureAsync(Bench bench, CancellationToken cancellation)
    {
        await using var silos = await Silos.StartAsync(3, Silos.OneCore);
        var before = await WatchAsync(silos, SettlingAfterStart, bench.Time, cancellation);
        await SeedAsync(silos.ConnectionString, bench.Time.GetUtcNow().AddDays(1), cancellation);
        bench.Say($"  {Sleeping} wake-ups are there");
        await silos.Clients[0].PutAgentAsync(Agent, Definition, cancellation);
        var request = RunRequests.Say(Agent, "Please use wait_here.");
        var runs = new List<StartedRun>();
        await ClosedLoop.TimesOverAsync(Callers, Woken, async caller =>
        {
            var run = await silos.Clients[caller % 3].StartRunAsync(request, wait: true, cancellation);
            lock (runs)
                runs.Add(run);
        }, cancellation);

        var percents = await WatchAsync(silos, SettlingAfterLoad, bench.Time, cancellation);
        List<double> lates = [];
        foreach (var run in runs)
            lates.Add(await LatenessAsync(silos, run, bench.Time, cancellation));
        return
        [
            new FigureResult("sleeping_sessions_cpu", percents.Average(), "%", 1, 0.2).With("sleeping", Sleeping).With("most_of_a_silo", percents.Max()).With("without_sessions", before.Average()),
            new FigureResult("sleeping_sessions_woken", Sample.Percentile(lates, 0.99), "s", 2, 0.5).With("woken", Woken).With("median", Sample.Median(lates)).With("most", lates.Max()),
        ];
    }

    /// <summary>The CPU of each silo while nothing is to be done, in percent of a core.</summary>
    private static async Task<IReadOnlyList<double>> WatchAsync(Silos silos, TimeSpan settling, TimeProvider time, CancellationToken cancellation)
    {
        await Task.Delay(settling, time, cancellation);
        var (cpu, from) = (silos.All.Select(silo => ProcessUse.CpuOf(silo.Server.Id)).ToArray(), time.GetTimestamp());
        await Task.Delay(Watched, time, cancellation);
        var took = time.GetElapsedTime(from);
        return [.. silos.All.Select((silo, i) => (ProcessUse.CpuOf(silo.Server.Id) - cpu[i]) / took * 100)];
    }

    /// <summary>Rows as sleeping sessions have them, fifty wake-ups in a transaction.</summary>
    private static async Task SeedAsync(string connectionString, DateTimeOffset due, CancellationToken cancellation)
    {
        var table = new TableServiceClient(connectionString).GetTableClient(HostTables.WakeUps);
        var wakeUps = Enumerable.Range(0, Sleeping).Select(number => new WakeUp(new SessionKey(Silos.Tenant, SessionId.Parse($"ses_01KDYA9ZP{number:D17}")), due, null, 1));
        foreach (var shard in wakeUps.GroupBy(wakeUp => WakeUp.ShardOf(wakeUp.Session)))
        {
            foreach (var portion in shard.Chunk(50))
            {
                await table.SubmitTransactionAsync(
                    portion.SelectMany(wakeUp => WakeUpRows.Keys(wakeUp).Select(key => new TableTransactionAction(TableTransactionActionType.Add, WakeUpRows.Make(wakeUp, key)))), cancellation);
            }
        }
    }

    /// <summary>How long after its time the wait was ended, in seconds, by the journal's own times.</summary>
    private static async Task<double> LatenessAsync(Silos silos, StartedRun run, TimeProvider time, CancellationToken cancellation)
    {
        var key = new SessionKey(Silos.Tenant, SessionId.Parse(run.Session));
        while (true)
        {
            DateTimeOffset? due = null;
            await foreach (var record in silos.Storage.Journals.ReadAsync(key, 0, long.MaxValue, cancellation))
            {
                var entries = JournalCodec.Decode(record);
                if (due is { } awaited && entries[0].Place.At >= awaited)
                    return (entries[0].Place.At - awaited).TotalSeconds;
                due ??= entries.Select(entry => entry.Entry).OfType<ClientToolStarted>().FirstOrDefault()?.WaitUntil;
            }
            await Task.Delay(LookEvery, time, cancellation);
        }
    }
}
