using AgentGrains.Contracts;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Stores;
using AgentGrains.Grains.Telemetry;
using AgentGrains.Grains.Tests.Checks;
using AgentGrains.Grains.Tests.Hosting;
using AgentGrains.Harness.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrains.Grains.Tests;

/// <summary>Shards call the sessions that are due, and those whose host is gone.</summary>
public sealed class WakeUpTests
{
    private const int Shard = 7;

    [Fact]
    public async Task Sleep_LongerThanItsHost_EndsOnTheNextHost_WhenItIsDueAndNotBefore()
    {
        var (stores, time, asked) = (await SharedStores.CreateAsync(), new WatchedTime(), new Asked(9));
        var session = asked.Session();
        WakeUp row;
        await using (var first = await TestSilo.StartAsync(stores, new SiloSettings { Time = time }))
        {
            await SendAsync(first, session, asked.Run(session, "sleep 600000"));
            row = await stores.WakeUps.WhenSetAsync(row => row.Owner is null && row.DueAt == time.Start + TimeSpan.FromMinutes(10));
        }
        var left = TimeSpan.FromSeconds(11);
        time.Advance(row.DueAt - time.GetUtcNow() - left);
        await using var second = await TestSilo.StartAsync(stores, new SiloSettings { Time = time });

        await time.WhenAwaitedAsync(left);
        time.Advance(left - TimeSpan.FromMilliseconds(1));
        Assert.False(await HasAsync<RunCompleted>(stores, session));
        time.Advance(TimeSpan.FromMilliseconds(1));
        await stores.Journal.WhenWrittenAsync(session, static entry => entry is RunCompleted, 1, "the sleep to end");

        await foreach (var entry in EntriesAsync(stores, session))
            Assert.True(entry.Entry is not ToolCallCompleted || entry.Place.At == row.DueAt, $"The sleep was to end at {row.DueAt:O}: {entry}");
    }

    [Fact]
    public async Task Sleep_WhoseSessionIsCalledEarly_StillEndsWhenItIsDue()
    {
        var (stores, time, asked) = (await SharedStores.CreateAsync(), new WatchedTime(), new Asked(15));
        var session = asked.Session();
        await using var silo = await TestSilo.StartAsync(stores, new SiloSettings { Time = time, WakeUps = static wakeUps => new NothingDue(wakeUps) });
        await SendAsync(silo, session, asked.Run(session, "sleep 600000"));
        var row = await stores.WakeUps.WhenSetAsync(row => row.Owner is null && row.DueAt == time.Start + TimeSpan.FromMinutes(10));
        var early = TimeSpan.FromSeconds(1);
        time.Advance(row.DueAt - time.GetUtcNow() - early);

        await CallAsync(silo, session);
        time.Advance(early);

        await stores.Journal.WhenWrittenAsync(session, static entry => entry is RunCompleted, 1, "the sleep to end");
    }

    [Fact]
    public async Task Call_OfASessionWhoseRunsCannotBeListed_DoesNotWaitForTheList()
    {
        var (stores, asked) = (await SharedStores.CreateAsync(), new Asked(19));
        var (session, failed) = (asked.Session(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var silo = await TestSilo.StartAsync(stores, new SiloSettings { Services = services => services.AddSingleton<IVisibilityStore>(new FailingRunList(session.Tenant, failed)) });
        await SendAsync(silo, session, asked.Run(session, "turns 1"));
        await stores.Journal.WhenWrittenAsync(session, static entry => entry is RunCompleted, 1, "the run to complete");
        await failed.Task.WaitAsync(TestContext.Current.CancellationToken);

        await CallAsync(silo, session).WaitAsync(TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Sleep_StartedByAClockThatIsAhead_LastsNoLongerOnAnotherHost()
    {
        var (stores, ahead, time, asked) = (await SharedStores.CreateAsync(), new WatchedTime(), new WatchedTime(), new Asked(16));
        var (session, sleep) = (asked.Session(), TimeSpan.FromSeconds(10));
        await using (var first = await TestSilo.StartAsync(stores, new SiloSettings { Time = ahead }))
        {
            ahead.Advance(TimeSpan.FromMinutes(5));
            await SendAsync(first, session, asked.Run(session, $"sleep {sleep.TotalMilliseconds}"));
        }
        await using var second = await TestSilo.StartAsync(stores, new SiloSettings { Time = time });
        // It is open there, and has its timer.
        await stores.WakeUps.WhenSetAsync(row => row.Owner is not null && row.DueAt == time.Start + TimeSpan.FromMinutes(1));

        time.Advance(sleep - TimeSpan.FromMilliseconds(1));
        Assert.False(await HasAsync<RunCompleted>(stores, session));
        time.Advance(TimeSpan.FromMilliseconds(1));
        await stores.Journal.WhenWrittenAsync(session, static entry => entry is RunCompleted, 1, "the sleep to end");
    }

    [Fact]
    public async Task Sleeps_OfOneShard_DoNotHoldUpEachOther()
    {
        var (stores, time, asked) = (await SharedStores.CreateAsync(), new WatchedTime(), new Asked(13));
        TimeSpan[] sleeps = [TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(25)];
        var sessions = asked.SessionsOf(Shard).Take(sleeps.Length).ToList();
        await using (var first = await TestSilo.StartAsync(stores, new SiloSettings { Time = time }))
        {
            foreach (var (session, sleep) in sessions.Zip(sleeps))
            {
                await SendAsync(first, session, asked.Run(session, $"sleep {sleep.TotalMilliseconds}"));
                await stores.WakeUps.WhenSetAsync(row => row.Owner is null && row.DueAt == time.Start + sleep);
            }
        }
        // The second one is due after the next poll but one would have started, if the first poll had waited for the first one.
        var left = TimeSpan.FromSeconds(20);
        time.Advance(sleeps[0] - left);
        await using var second = await TestSilo.StartAsync(stores, new SiloSettings { Time = time });
        foreach (var sleep in sleeps)
            await time.WhenAwaitedAsync(sleep - sleeps[0] + left);

        foreach (var (session, sleep) in sessions.Zip(sleeps))
        {
            time.Advance(time.Start + sleep - time.GetUtcNow());
            await stores.Journal.WhenWrittenAsync(session, static entry => entry is RunCompleted, 1, $"the sleep of {sleep} to end");
        }
    }

    [Fact]
    public async Task Run_WhoseHostIsGone_Continues_AsSoonAsAnotherStarts()
    {
        var (stores, asked) = (await SharedStores.CreateAsync(), new Asked(10));
        var session = asked.Session();
        var run = asked.Run(session, "turns 3");
        var before = await OpenRuns.LeaveAsync(stores, TimeProvider.System, (session, run));

        await using var next = await TestSilo.StartAsync(stores);
        await stores.Journal.WhenWrittenAsync(session, static entry => entry is RunCompleted, 1, "the run to complete");

        // A call that was in flight is repeated under its key; nothing else is.
        var again = Assert.Single(before);
        Assert.Equal(again, next.Echo.Executions.First());
        Assert.Equal(3, next.Echo.Executions.Select(execution => execution.Key).Distinct().Count());
        Assert.Empty(await JournalCheck.ViolationsAsync(stores.Journal, session, [run.Run]));
    }

    public static TheoryData<string> Failures => ["refuses", "throws"];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Session_ThatFails_DoesNotStopTheOthersOfItsShard(string failure)
    {
        var (stores, asked) = (await SharedStores.CreateAsync(), new Asked(11));
        var sessions = asked.SessionsOf(Shard).Take(5).ToList();
        await OpenRuns.LeaveAsync(stores, TimeProvider.System, [.. sessions.Select(session => (session, asked.Run(session, "turns 1")))]);
        // The failing one is called first, because its host is gone; of the others one is only due.
        var failing = sessions.OrderBy(session => session.ToString(), StringComparer.Ordinal).First();
        var due = sessions.Except([failing]).First();
        await stores.WakeUps.SetAsync(new WakeUp(due, TimeProvider.System.GetUtcNow(), null, long.MaxValue), TestContext.Current.CancellationToken);
        var failed = new TaskCompletionSource();

        await using var silo = await TestSilo.StartAsync(stores, new SiloSettings
        {
            Journal = journal => new WatchedOpen(journal, failing, _ =>
            {
                failed.TrySetResult();
                return Task.FromException(failure == "throws" ? new InvalidOperationException("Made to fail.") : new AgentGrainsException(ErrorCodes.StoreUnavailable, "Made to fail."));
            }),
        });

        foreach (var session in sessions.Except([failing]))
            await stores.Journal.WhenWrittenAsync(session, static entry => entry is RunCompleted, 1, "its run to complete beside a session that fails");
        await failed.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(await HasAsync<RunCompleted>(stores, failing));
    }

    [Fact]
    public async Task Session_ThatHangs_DoesNotHoldUpTheOthersOfItsShard()
    {
        var (stores, asked) = (await SharedStores.CreateAsync(), new Asked(12));
        var sessions = asked.SessionsOf(Shard).Take(3).ToList();
        await OpenRuns.LeaveAsync(stores, TimeProvider.System, [.. sessions.Select(session => (session, asked.Run(session, "turns 1")))]);
        var hanging = sessions.OrderBy(session => session.ToString(), StringComparer.Ordinal).First();
        var due = sessions.Except([hanging]).First();
        await stores.WakeUps.SetAsync(new WakeUp(due, TimeProvider.System.GetUtcNow(), null, long.MaxValue), TestContext.Current.CancellationToken);
        var hung = new TaskCompletionSource();

        await using var silo = await TestSilo.StartAsync(stores, new SiloSettings { Journal = journal => new WatchedOpen(journal, hanging, _ => hung.Task) });

        foreach (var session in sessions.Except([hanging]))
            await stores.Journal.WhenWrittenAsync(session, static entry => entry is RunCompleted, 1, "its run to complete beside a session that hangs");
        Assert.False(await HasAsync<RunCompleted>(stores, hanging));
        hung.SetResult();
        await stores.Journal.WhenWrittenAsync(hanging, static entry => entry is RunCompleted, 1, "the run of the session that hung to complete");
    }

    [Fact]
    public async Task Session_CalledInVainForLong_CountsAsStuck()
    {
        var (stores, asked) = (await SharedStores.CreateAsync(), new Asked(17));
        var session = asked.Session();
        await OpenRuns.LeaveAsync(stores, TimeProvider.System, (session, asked.Run(session, "turns 1")));
        await stores.WakeUps.SetAsync(new WakeUp(session, TimeProvider.System.GetUtcNow() - StuckRuns.After, null, long.MaxValue), TestContext.Current.CancellationToken);
        var called = new TaskCompletionSource();

        await using var silo = await TestSilo.StartAsync(stores, new SiloSettings
        {
            Journal = journal => new WatchedOpen(journal, session, _ =>
            {
                called.TrySetResult();
                return Task.FromException(new AgentGrainsException(ErrorCodes.StoreUnavailable, "Made to fail."));
            }),
        });

        await called.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, silo.Stuck);
    }

    private sealed class NothingDue(IWakeUpStore inner) : PassingWakeUps(inner)
    {
        public override ValueTask<IReadOnlyList<WakeUp>> ReadDueAsync(int shard, DateTimeOffset dueBy, int limit, CancellationToken cancellation) => new([]);
    }

    private static Task<Core.Sessions.RunView?> SendAsync(TestSilo silo, SessionKey session, CreateRun run) =>
        TestSilo.OnBehalfOfAsync(session.Tenant, () => silo.Sessions.SendAsync(session, run, run.Run, TestContext.Current.CancellationToken));

    private static Task<SessionReply> CallAsync(TestSilo silo, SessionKey session) =>
        TestSilo.OnBehalfOfAsync(session.Tenant, () => silo.Grains.GetGrain<ISessionGrain>(session.ToString()).Wake());

    private static async Task<bool> HasAsync<T>(SharedStores stores, SessionKey session)
        where T : Entry
    {
        await foreach (var entry in EntriesAsync(stores, session))
        {
            if (entry.Entry is T)
                return true;
        }
        return false;
    }

    private static async IAsyncEnumerable<PlacedEntry> EntriesAsync(SharedStores stores, SessionKey session)
    {
        await foreach (var record in stores.Journal.ReadAsync(session, 0, long.MaxValue, TestContext.Current.CancellationToken))
        {
            foreach (var entry in JournalCodec.Decode(record))
                yield return entry;
        }
    }
}
