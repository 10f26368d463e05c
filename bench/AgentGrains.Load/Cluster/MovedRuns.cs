using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;
using AgentGrains.Load.Measuring;
using AgentGrains.Load.Service;

namespace AgentGrains.Load.Cluster;

/// <summary>How long after a SIGKILL of one of three silos the last of at least 500 runs that it executed resumes at another.</summary>
internal sealed class MovedRuns : IFigure
{
    private const int Runs = 1_650;
    private const int Moved = 500;
    private const int Callers = 32;

    /// <summary>A step takes longer than the measurement, so that a resumed run was taken over, and was not a step about to end.</summary>
    private const int DelayMs = 120_000;

    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    public string Name => "moved_runs";

    public bool OfCluster => true;

    public TimeSpan Limit => TimeSpan.FromMinutes(4);

    public async Task<IReadOnlyList<FigureResult>> MeasureAsync(Bench bench, CancellationToken cancellation)
    {
        await using var silos = await Silos.StartAsync(3);
        var request = RunRequests.Script(RunRequests.Assistant, 101, DelayMs);
        await ClosedLoop.TimesOverAsync(Callers, Runs, caller => silos.Clients[caller % 3].StartRunAsync(request, wait: false, cancellation), cancellation);
        await Task.Delay(Calm, bench.Time, cancellation);
        var byOwner = (await OwnedAsync(silos, cancellation)).GroupBy(row => row.Owner!, row => row.Session).ToDictionary(owned => owned.Key, owned => owned.ToList());
        bench.Say($"  runs by silo: {string.Join(", ", byOwner.Values.Select(owned => owned.Count))}");

        // The silo that executes the most runs, known by its port.
        var (owner, moved) = byOwner.MaxBy(owned => owned.Value.Count);
        if (moved.Count < Moved)
            throw new InvalidOperationException($"No silo executes {Moved} runs; the most is {moved.Count}.");
        var before = new Dictionary<SessionKey, long>();
        foreach (var session in moved)
            before[session] = (await silos.Storage.Journals.ReadHeaderAsync(session, cancellation))!.Position;
        var silo = silos.All.Single(silo => owner.Contains($":{silo.SiloPort}@", StringComparison.Ordinal));
        var killed = bench.Time.GetTimestamp();
        await silo.Server.KillAsync();

        var firstAfter = TimeSpan.Zero;
        while (before.Count > 0)
        {
            await Task.Delay(LookEvery, bench.Time, cancellation);
            var heads = await Task.WhenAll(before.Keys.Select(async session => (session, await silos.Storage.Journals.ReadHeaderAsync(session, cancellation))));
            foreach (var (session, head) in heads.Where(head => head.Item2!.Position > before[head.session]))
            {
                before.Remove(session);
                firstAfter = firstAfter == TimeSpan.Zero ? bench.Time.GetElapsedTime(killed) : firstAfter;
            }
        }
        return [new FigureResult(Name, bench.Time.GetElapsedTime(killed).TotalSeconds, "s", 20, 8).With("runs", moved.Count).With("first_after_s", firstAfter.TotalSeconds)];
    }

    private static async Task<List<WakeUp>> OwnedAsync(Silos silos, CancellationToken cancellation)
    {
        List<WakeUp> owned = [];
        for (var shard = 0; shard < WakeUp.Shards; shard++)
            owned.AddRange(await silos.Storage.WakeUps.ReadOrphanedAsync(shard, [], int.MaxValue, cancellation));
        return owned;
    }
}
