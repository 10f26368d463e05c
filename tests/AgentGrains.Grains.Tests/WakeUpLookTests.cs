using AgentGrains.Core.Errors;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Stores;
using AgentGrains.Grains.Tests.Hosting;

namespace AgentGrains.Grains.Tests;

/// <summary>Shards ask the stores no more than they must, and not all at once.</summary>
public sealed class WakeUpLookTests
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(16);
    private static readonly TimeSpan Share = Poll / WakeUp.Shards;

    [Fact]
    public async Task Shards_LookAtTimesOfTheirOwn_AndForOrphansOnlyAtFirst()
    {
        var (stores, time, looks) = (await SharedStores.CreateAsync(), new WatchedTime(), new WatchedLooks());
        await using var silo = await TestSilo.StartAsync(stores, new SiloSettings { Time = time, WakeUps = looks.Before, Grains = grains => grains.WakeUpPoll = Poll });
        await looks.WhenAsync(WakeUp.Shards);
        Assert.Equal(WakeUp.Shards, looks.ForOrphans);

        for (var looked = 1; looked <= WakeUp.Shards; looked++)
        {
            Assert.Equal(WakeUp.Shards + looked - 1, looks.ForDue.Count);
            time.Advance(Share);
            await looks.WhenAsync(WakeUp.Shards + looked);
        }

        Assert.Equal(WakeUp.Shards, looks.ForDue.Skip(WakeUp.Shards).Distinct().Count());
        Assert.Equal(WakeUp.Shards, looks.ForOrphans);
    }

    [Fact]
    public async Task Orphan_ThatCouldNotBeCalled_IsCalledAgainByTheNextLook()
    {
        var (stores, time, asked) = (await SharedStores.CreateAsync(), new WatchedTime(), new Asked(14));
        // Its shard is the last to look again.
        var session = asked.SessionsOf(WakeUp.Shards - 1).First();
        await OpenRuns.LeaveAsync(stores, time, (session, asked.Run(session, "turns 1")));
        var looks = new WatchedLooks();
        var (failures, failed) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var second = await TestSilo.StartAsync(stores, new SiloSettings
        {
            Time = time,
            WakeUps = looks.Before,
            // Long before the row itself is due.
            Grains = grains => grains.WakeUpPoll = Poll,
            Journal = journal => new WatchedOpen(journal, session, _ =>
            {
                if (Interlocked.Increment(ref failures) > 1)
                    return Task.CompletedTask;
                failed.SetResult();
                return Task.FromException(new AgentGrainsException(ErrorCodes.StoreUnavailable, "Made to fail."));
            }),
        });
        await failed.Task.WaitAsync(TestContext.Current.CancellationToken);

        await looks.WhenAsync(WakeUp.Shards);
        for (var looked = 1; looked <= WakeUp.Shards; looked++)
        {
            time.Advance(Share);
            await looks.WhenAsync(WakeUp.Shards + looked);
        }
        await stores.Journal.WhenWrittenAsync(session, static entry => entry is RunCompleted, 1, "the run to complete after a second call");
    }

    /// <summary>What shards asked for, in order. Safe for concurrent use.</summary>
    private sealed class WatchedLooks
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

        private readonly Lock gate = new();
        private readonly List<int> due = [];
        private (int Count, TaskCompletionSource Told) awaited = (int.MaxValue, new());
        private int orphans;

        public int ForOrphans => Volatile.Read(ref orphans);

        public IReadOnlyList<int> ForDue
        {
            get
            {
                lock (gate)
                    return [.. due];
            }
        }

        public IWakeUpStore Before(IWakeUpStore inner) => new Store(inner, this);

        /// <summary>Waits until so many looks for what is due were taken.</summary>
        public async Task WhenAsync(int count)
        {
            TaskCompletionSource told;
            lock (gate)
            {
                if (due.Count >= count)
                    return;
                awaited = (count, told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }
            await told.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        }

        private void NoteDue(int shard)
        {
            lock (gate)
            {
                due.Add(shard);
                if (due.Count == awaited.Count)
                    awaited.Told.TrySetResult();
            }
        }

        private sealed class Store(IWakeUpStore inner, WatchedLooks looks) : PassingWakeUps(inner)
        {
            public override ValueTask<IReadOnlyList<WakeUp>> ReadDueAsync(int shard, DateTimeOffset dueBy, int limit, CancellationToken cancellation)
            {
                looks.NoteDue(shard);
                return base.ReadDueAsync(shard, dueBy, limit, cancellation);
            }

            public override ValueTask<IReadOnlyList<WakeUp>> ReadOrphanedAsync(int shard, IReadOnlyCollection<string> alive, int limit, CancellationToken cancellation)
            {
                Interlocked.Increment(ref looks.orphans);
                return base.ReadOrphanedAsync(shard, alive, limit, cancellation);
            }
        }
    }
}
