using AgentGrains.Contracts;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Stores;
using AgentGrains.Grains.Sessions;
using AgentGrains.Grains.Tests.Hosting;

namespace AgentGrains.Grains.Tests;

/// <summary>The appends of a session reach its subscribers, on its own host and on others.</summary>
public sealed class StreamTests
{
    /// <summary>Turns of two records each: twice as many records as a reader's buffer holds.</summary>
    private const int MoreThanBuffered = 256;

    /// <summary>Well below the time after which a reader asks by itself how far its session is.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Readers_OnTwoHostsOfACluster_EachSeeEveryEntryOnceInOrder_AndTheTextAsItComes()
    {
        var (stores, asked) = (await SharedStores.CreateAsync(), new Asked(13));
        var session = asked.Session();
        await using var host = await TestSilo.StartAsync(stores);
        await using var other = await TestSilo.StartAsync(stores, new SiloSettings { Joins = host });
        var begin = host.Model.Hold();
        await host.PlaceAsync(session, asked.Run(session, "turns 20"));
        Reader[] readers = [new(host, session), new(host, session), new(other, session), new(other, session)];
        // Text may come after the entries behind it, from another host all the more.
        host.Model.AfterText = () => Task.WhenAll(readers.Select(reader => reader.Heard));
        var reading = readers.Select(reader => reader.ReadAsync()).ToList();
        await Task.WhenAll(readers.Select(reader => reader.Began));

        begin.SetResult();
        await Task.WhenAll(reading);

        Assert.True(host.Model.Calls > 0 && other.Model.Calls == 0, "The session was to be on the first host.");
        var header = await stores.Journal.ReadHeaderAsync(session, TestContext.Current.CancellationToken);
        Assert.All(readers, reader => Assert.Equal(Range(header!.Position), reader.Positions));
        Assert.All(readers, reader => Assert.Equal("turns 20 are done", reader.Text));
    }

    [Fact]
    public async Task Reader_SlowerThanItsBuffer_LosesNoEntry_AndDelaysNoOther()
    {
        var (stores, asked) = (await SharedStores.CreateAsync(), new Asked(14));
        var session = asked.Session();
        await using var silo = await TestSilo.StartAsync(stores);
        var begin = silo.Model.Hold();
        await silo.PlaceAsync(session, asked.Run(session, $"turns {MoreThanBuffered}"));
        var resume = new TaskCompletionSource();
        var (slow, quick) = (new Reader(silo, session) { Holds = resume.Task }, new Reader(silo, session));
        var (slowly, quickly) = (slow.ReadAsync(), quick.ReadAsync());
        await Task.WhenAll(slow.Began, quick.Began);

        begin.SetResult();
        await quickly;
        Assert.Single(slow.Positions);
        resume.SetResult();
        await slowly;

        var header = await stores.Journal.ReadHeaderAsync(session, TestContext.Current.CancellationToken);
        Assert.True(header!.Position > 2 * MoreThanBuffered);
        Assert.Equal(Range(header.Position), slow.Positions);
        Assert.Equal(Range(header.Position), quick.Positions);
    }

    [Fact]
    public async Task Reader_WhoComesWhileItsSessionGoesToRest_HearsOfItsNextRun()
    {
        var (stores, asked) = (await SharedStores.CreateAsync(), new Asked(15));
        var session = asked.Session();
        var (asking, resting) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var silo = await TestSilo.StartAsync(stores, new SiloSettings
        {
            Journal = journal => new SlowHeader(journal, asking, resting.Task),
            WakeUps = wakeUps => new WatchedRemovals(wakeUps, resting),
        });
        var begin = silo.Model.Hold();
        await silo.PlaceAsync(session, asked.Run(session, "turns 1"));
        var reading = new Reader(silo, session) { Runs = 2 }.ReadAsync();
        await asking.Task.WaitAsync(Soon, TestContext.Current.CancellationToken);
        begin.SetResult();
        await resting.Task.WaitAsync(Soon, TestContext.Current.CancellationToken);

        await silo.PlaceAsync(session, asked.Run(session, "turns 1"));

        await reading.WaitAsync(Soon, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Reader_OfASessionWhoseOwnerBreaks_HearsOnFromTheNextOwner()
    {
        var (stores, asked, crashes) = (await SharedStores.CreateAsync(), new Asked(16), new StoreCrashes());
        var session = asked.Session();
        await using var silo = await TestSilo.StartAsync(stores, new SiloSettings { Journal = crashes.Over });
        var begin = silo.Model.Hold();
        await silo.PlaceAsync(session, asked.Run(session, "turns 1"));
        var reader = new Reader(silo, session);
        var reading = reader.ReadAsync();
        await reader.Began;

        crashes.Set(session, 1, false);
        begin.SetResult();

        await reading.WaitAsync(Soon, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Reader_OfASessionThatCannotBeOpenedForAWhile_StaysAndContinues()
    {
        var (stores, asked) = (await SharedStores.CreateAsync(), new Asked(17));
        var session = asked.Session();
        var failures = 0;
        await using var silo = await TestSilo.StartAsync(stores, new SiloSettings { Journal = journal => new Outage(journal, () => Interlocked.Decrement(ref failures) >= 0) });
        var begin = silo.Model.Hold();
        await silo.PlaceAsync(session, asked.Run(session, "turns 1"));
        var reader = new Reader(silo, session);
        var reading = reader.ReadAsync();
        await reader.Began;

        // The append that breaks its owner, and then each open: the reader asks a second after it asked first, and others have tried eight times by then.
        Volatile.Write(ref failures, 12);
        begin.SetResult();

        await reading.WaitAsync(Soon, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Wait_WhenTheRunCannotBeRead_EndsWithWhatIsKnown()
    {
        var (stores, asked, time) = (await SharedStores.CreateAsync(), new Asked(18), new WatchedTime());
        var (session, fails) = (asked.Session(), false);
        await using var silo = await TestSilo.StartAsync(stores, new SiloSettings { Time = time, Journal = journal => new Outage(journal, () => fails) });
        var begin = silo.Model.Hold();
        var (run, wait) = (asked.Run(session, "turns 1"), TimeSpan.FromSeconds(4.321));
        var waiting = TestSilo.OnBehalfOfAsync(session.Tenant, () => silo.Sessions.SendAndWaitAsync(session, run, run.Run, wait, TestContext.Current.CancellationToken));
        await time.WhenAwaitedAsync(wait);

        fails = true;
        time.Advance(wait);

        Assert.Equal(RunStatus.Running, (await waiting.WaitAsync(Soon, TestContext.Current.CancellationToken)).Status);
        fails = false;
        begin.SetResult();
    }

    [Fact]
    public async Task Reader_WhoComesAsTheLastOneLeaves_IsAmongThoseWhoAreTold()
    {
        var live = new LiveEvents();
        var (streams, last) = live.Open("a session");
        Assert.True(live.Close("a session", streams, last));

        Assert.Null(streams.TryOpen());
        var (_, next) = live.Open("a session");
        await live.Left("a session");

        Assert.True(next.Reader.TryRead(out var item) && item.AskAgain);
    }

    [Fact]
    public async Task Wait_ForARunThatOthersWereToldOf_IsNotEndedByThat()
    {
        var (live, run) = (new LiveEvents(), RunId.Parse("run_RVN000000000000100000000000000000000000001"));
        using var others = live.Await(run);
        await live.Settled(new SessionReply(ViewOf(run, RunStatus.Waiting), null, null));
        using var own = live.Await(run);
        Assert.True(others.Task.IsCompleted);
        Assert.False(own.Task.IsCompleted);

        await live.Settled(new SessionReply(ViewOf(run, RunStatus.Completed), null, null));

        Assert.Equal(RunStatus.Completed, (await own.Task).Status);
    }

    private static RunView ViewOf(RunId run, RunStatus status) => new()
    {
        Id = run, Agent = SharedStores.Agent, AgentVersion = 1, Status = status, Usage = RunUsage.None, CreatedAt = DateTimeOffset.UnixEpoch, Metadata = new Dictionary<string, string>(),
    };

    private static IEnumerable<long> Range(long count) => Enumerable.Range(0, (int)count).Select(position => (long)position);

    /// <summary>Reads of a session's state wait for it to rest.</summary>
    private sealed class SlowHeader(IJournalStore inner, TaskCompletionSource asking, Task resting) : PassingJournal(inner)
    {
        public override async ValueTask<SessionHeader?> ReadHeaderAsync(SessionKey session, CancellationToken cancellation)
        {
            asking.TrySetResult();
            await resting;
            return await base.ReadHeaderAsync(session, cancellation);
        }
    }

    /// <summary>Fails every open, read of a header and append for a while.</summary>
    private sealed class Outage(IJournalStore inner, Func<bool> fails) : PassingJournal(inner)
    {
        public override ValueTask AppendAsync(JournalAppend append, CancellationToken cancellation) => fails() ? throw Failure() : base.AppendAsync(append, cancellation);

        public override ValueTask<JournalOpening?> OpenAsync(SessionKey session, CancellationToken cancellation) => fails() ? throw Failure() : base.OpenAsync(session, cancellation);

        public override ValueTask<SessionHeader?> ReadHeaderAsync(SessionKey session, CancellationToken cancellation) =>
            fails() ? throw Failure() : base.ReadHeaderAsync(session, cancellation);

        private static AgentGrainsException Failure() => new(ErrorCodes.StoreUnavailable, "Made to fail.");
    }

    /// <summary>A session's row goes as the last thing before it rests.</summary>
    private sealed class WatchedRemovals(IWakeUpStore inner, TaskCompletionSource removed) : PassingWakeUps(inner)
    {
        public override async ValueTask RemoveAsync(SessionKey session, long stamp, CancellationToken cancellation)
        {
            await base.RemoveAsync(session, stamp, cancellation);
            removed.TrySetResult();
        }
    }

    /// <summary>Reads a session from its beginning to the end of its runs.</summary>
    private sealed class Reader(TestSilo silo, SessionKey session)
    {
        private readonly TaskCompletionSource began = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource heard = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Waited for after the first entry.</summary>
        public Task Holds { get; init; } = Task.CompletedTask;

        /// <summary>Ends with the first piece of text.</summary>
        public Task Heard => heard.Task;

        /// <summary>Ends with the first entry.</summary>
        public Task Began => began.Task;

        /// <summary>How many runs it has.</summary>
        public int Runs { get; init; } = 1;

        public List<long> Positions { get; } = [];

        public string Text { get; private set; } = "";

        public async Task ReadAsync()
        {
            CallPrincipal.EnterService(session.Tenant);
            var left = Runs;
            await foreach (var frame in silo.Sessions.ReadAsync(session, -1, TestContext.Current.CancellationToken))
            {
                if (frame is SessionFrame.Delta delta)
                {
                    Text += delta.Text;
                    heard.TrySetResult();
                }
                if (frame is not SessionFrame.Durable durable)
                    continue;
                Positions.Add(durable.Entry.Place.Position);
                if (durable.Entry.Entry is RunCompleted && --left == 0)
                    return;
                if (began.TrySetResult())
                    await Holds;
            }
        }
    }
}
