using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;
using AgentGrains.Testing.Stores;
using CsCheck;

namespace AgentGrains.Harness.Stores;

/// <summary>Generated sequences of operations give the same lists from a store's wake-ups and visibility as from the models. A subclass for each store makes an empty one.</summary>
public abstract class ListStoreModel
{
    private static readonly TenantId Acme = TenantId.Parse("acme");
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_123);

    private static readonly Gen<SessionId> Sessions = Gen.Int[0, 4].Select(number => SessionId.Parse($"ses_01KDYA9ZP{number:D17}"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Sequences that are run, each on an empty store.</summary>
    protected virtual long Iterations => 40;

    /// <summary>Makes an empty store.</summary>
    protected abstract ValueTask<IListsUnderTest> CreateAsync();

    [Fact]
    public async Task WakeUps_Generated_MatchTheModel()
    {
        var sets = Gen.Select(Sessions, Gen.Int[0, 9], Gen.OneOf<string?>(null, "a", "b"), Gen.Int[0, 5],
            (session, due, owner, stamp) => new WakeUp(new SessionKey(Acme, session), Start.AddMilliseconds(due), owner, stamp));
        await Gen.Select(sets, Gen.Int[0, 3], (set, chance) => (WakeUp: set, Remove: chance == 0)).Array[1, 40].SampleAsync(async operations =>
        {
            await using var stores = await CreateAsync();
            var model = new InMemoryWakeUpStore();
            foreach (var (wakeUp, remove) in operations)
            {
                var store = stores.WakeUps;
                foreach (var target in new[] { model, store })
                    await (remove ? target.RemoveAsync(wakeUp.Session, wakeUp.Stamp, Cancellation) : target.SetAsync(wakeUp, Cancellation));
                var (shard, limit) = (WakeUp.ShardOf(wakeUp.Session), 1 + (int)wakeUp.Stamp);
                Assert.Equal(await model.ReadDueAsync(shard, wakeUp.DueAt, limit, Cancellation), await store.ReadDueAsync(shard, wakeUp.DueAt, limit, Cancellation));
                Assert.Equal(await model.ReadOrphanedAsync(shard, ["a"], limit, Cancellation), await store.ReadOrphanedAsync(shard, ["a"], limit, Cancellation));
            }
        }, iter: Iterations, threads: 2);
    }

    [Fact]
    public async Task Visibility_Generated_MatchesTheModel()
    {
        var runs = Gen.Select(Sessions, Gen.Int[0, 3], (session, number) => RunId.Parse($"run_01KDYA9Z{number:D8}{session.ToString()[SessionId.Prefix.Length..]}"));
        var agents = Gen.OneOf("writer", "reader");
        var changes = Gen.Select(runs, agents, Gen.Enum<RunStatus>(), Gen.Int[0, 3], Gen.Int[0, 3], Gen.Bool, Change);
        var statuses = Gen.OneOf<string?>(null, "queued", "running", "completed", "active", "idle", "nothing");
        var queries = Gen.Select(Gen.Bool, Gen.OneOf<string?>(null, "writer", "reader"), statuses, Gen.Int[-1, 3], Gen.Bool, Gen.Int[1, 6]);
        await Gen.Select(changes, queries, Gen.Int[0, 9]).Array[1, 40].SampleAsync(async operations =>
        {
            await using var stores = await CreateAsync();
            var model = new InMemoryVisibilityStore();
            foreach (var (change, (bySession, agent, status, createdAfter, paged, limit), delete) in operations)
            {
                var (id, store) = (change.Run!.Id, stores.Visibility);
                foreach (var target in new IVisibilityStore[] { model, store })
                    await (delete == 0 ? target.DeleteAsync(new SessionKey(Acme, id.Session), Start, Cancellation) : target.UpsertAsync(Acme, [change], Cancellation));
                var query = new VisibilityQuery(agent, bySession ? id.Session : null, status, createdAfter < 0 ? null : Start.AddMilliseconds(createdAfter), null, limit);
                var (runsQuery, sessionsQuery) = paged ? (query with { After = id.ToString() }, query with { After = id.Session.ToString() }) : (query, query);
                Assert.Equal(Text(await model.ListRunsAsync(Acme, runsQuery, Cancellation)), Text(await store.ListRunsAsync(Acme, runsQuery, Cancellation)));
                Assert.Equal(Text(await model.ListSessionsAsync(Acme, sessionsQuery, Cancellation)), Text(await store.ListSessionsAsync(Acme, sessionsQuery, Cancellation)));
            }
        }, iter: Iterations, threads: 2);
    }

    private static VisibilityChange Change(RunId run, string agent, RunStatus status, int position, int createdAt, bool withSession) => new(
        withSession ? new SessionView(run.Session, agent, SessionView.Idle, Start.AddMilliseconds(createdAt), new Dictionary<string, string>()) : null,
        new RunView
        {
            Id = run,
            Agent = agent,
            AgentVersion = 1,
            Status = status,
            Usage = RunUsage.None,
            CreatedAt = Start.AddMilliseconds(createdAt),
            Metadata = new Dictionary<string, string>(),
        },
        position);

    private static string Text(IReadOnlyList<RunView> runs) => string.Join('\n', runs.Select(run => $"{run.Id} {run.Agent} {run.Status} {run.CreatedAt:O}"));

    private static string Text(IReadOnlyList<SessionView> sessions) =>
        string.Join('\n', sessions.Select(session => $"{session.Id} {session.Agent} {session.Status} {session.CreatedAt:O}"));
}
