using AgentGrains.Contracts;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Stores;
using AgentGrains.Grains.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrains.Grains.Tests;

/// <summary>A draining host of a cluster hands its sessions over between two steps: nothing is retried, and subscribers miss nothing.</summary>
public sealed class HandOverTests
{
    /// <summary>Well below the time after which a reader asks by itself how far its session is.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stop_WithAModelCallInFlight_AcceptsItsAnswer_AndAnotherHostCallsTheTool()
    {
        var (stores, asked) = (await SharedStores.CreateAsync(), new Asked(21));
        var session = asked.Session();
        await using var staying = await TestSilo.StartAsync(stores);
        var leaving = await TestSilo.StartAsync(stores, new SiloSettings { Joins = staying, Grains = grains => grains.DrainGrace = TimeSpan.FromSeconds(30) });
        var (called, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        leaving.Model.Before = (_, _) =>
        {
            called.TrySetResult();
            return answer.Task;
        };
        await leaving.PlaceAsync(session, asked.Run(session, "turns 2"));
        await called.Task.WaitAsync(Soon, Cancellation);
        var reading = ReadAsync(staying, session);

        var stopping = leaving.DisposeAsync().AsTask();
        await leaving.WhenHoldingAsync(Cancellation).WaitAsync(Soon, Cancellation);
        answer.SetResult();
        var entries = await reading.WaitAsync(Soon, Cancellation);
        await stopping;

        Assert.Equal(1, leaving.Model.Calls);
        Assert.Empty(leaving.Echo.Executions);
        Assert.Equal(2, staying.Echo.Executions.Count);
        Assert.DoesNotContain(entries, entry => entry.Entry is AttemptLost or AttemptFailed or RunTakenOver or StepHeld);
        Assert.Equal(Enumerable.Range(0, entries.Count).Select(position => (long)position), entries.Select(entry => entry.Place.Position));
    }

    [Fact]
    public async Task Stop_WhileACallIsRecordedAsStarted_StillMakesIt()
    {
        var (stores, asked) = (await SharedStores.CreateAsync(), new Asked(22));
        var session = asked.Session();
        var held = new HeldAppend();
        held.From(session);
        await using var staying = await TestSilo.StartAsync(stores);
        var leaving = await TestSilo.StartAsync(stores, new SiloSettings
        {
            Joins = staying,
            Grains = grains => grains.DrainGrace = TimeSpan.FromSeconds(30),
            Journal = held.Over,
        });
        var sending = leaving.PlaceAsync(session, asked.Run(session, "turns 1"));
        await held.Started.WaitAsync(Soon, Cancellation);

        var stopping = leaving.DisposeAsync().AsTask();
        await leaving.WhenHoldingAsync(Cancellation).WaitAsync(Soon, Cancellation);
        held.LetGo();
        await sending;
        var entries = await ReadAsync(staying, session).WaitAsync(Soon, Cancellation);
        await stopping;

        Assert.Equal(1, leaving.Model.Calls);
        Assert.DoesNotContain(entries, entry => entry.Entry is AttemptLost or AttemptFailed or RunTakenOver or StepHeld);
    }

    [Fact]
    public async Task Stop_OfTwoHostsAtOnce_MovesASessionOnce()
    {
        var (stores, asked) = (await SharedStores.CreateAsync(), new Asked(23));
        var (moving, opened, passedOn) = (asked.Session(), 0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var settings = new SiloSettings
        {
            Grains = grains => grains.DrainGrace = TimeSpan.FromSeconds(30),
            Journal = journal => new WatchedOpen(journal, moving, _ =>
            {
                if (Interlocked.Increment(ref opened) == 2)
                    passedOn.SetResult();
                return Task.CompletedTask;
            }),
            WakeUps = static wakeUps => new NoOrphans(wakeUps),
        };
        var older = await TestSilo.StartAsync(stores, settings);
        var newer = await TestSilo.StartAsync(stores, settings with { Joins = older });
        var (first, others) = (new TaskCompletionSource(), newer.Model.Hold());
        older.Model.Before = (call, _) => call.Messages[0].Content == "turns 1" ? first.Task : others.Task;
        await older.PlaceAsync(moving, asked.Run(moving, "turns 1"));
        // Each host has a step of its own in flight, which keeps its session there.
        foreach (var silo in (TestSilo[])[older, newer])
        {
            var session = asked.Session();
            await silo.PlaceAsync(session, asked.Run(session, "turns 2"));
        }

        Task[] stopping = [older.DisposeAsync().AsTask(), newer.DisposeAsync().AsTask()];
        await Task.WhenAll(older.WhenHoldingAsync(Cancellation), newer.WhenHoldingAsync(Cancellation)).WaitAsync(Soon, Cancellation);
        first.SetResult();
        await passedOn.Task.WaitAsync(Soon, Cancellation);
        await newer.WhenNowhereAsync(moving, Cancellation).WaitAsync(Soon, Cancellation);
        others.SetResult();
        await Task.WhenAll(stopping);

        Assert.Equal(2, opened);
    }

    [Fact]
    public async Task Stop_BeforeItsRemindersAreKept_DoesNotWaitForThem()
    {
        var reminders = new SlowReminders(WakeUp.Shards);
        var silo = await TestSilo.StartAsync(await SharedStores.CreateAsync(), new SiloSettings { Services = services => services.AddSingleton<IReminderTable>(reminders) });
        await reminders.AllAsked.WaitAsync(Soon, Cancellation);

        await silo.DisposeAsync().AsTask().WaitAsync(Soon, Cancellation);
    }

    private static async Task<List<PlacedEntry>> ReadAsync(TestSilo silo, SessionKey session)
    {
        CallPrincipal.EnterService(session.Tenant);
        var entries = new List<PlacedEntry>();
        await foreach (var frame in silo.Sessions.ReadAsync(session, -1, Cancellation))
        {
            if (frame is not SessionFrame.Durable durable)
                continue;
            entries.Add(durable.Entry);
            if (durable.Entry.Entry is RunCompleted)
                break;
        }
        return entries;
    }

    /// <summary>Nothing is ever written.</summary>
    private sealed class SlowReminders(int asked) : IReminderTable
    {
        private readonly TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int left = asked;

        public Task AllAsked => all.Task;

        public Task<ReminderTableData> ReadRows(GrainId grainId) => Task.FromResult(new ReminderTableData());

        public Task<ReminderTableData> ReadRows(uint begin, uint end) => Task.FromResult(new ReminderTableData());

        public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) => Task.FromResult<ReminderEntry?>(null);

        public Task<string?> UpsertRow(ReminderEntry entry)
        {
            if (Interlocked.Decrement(ref left) == 0)
                all.SetResult();
            return new TaskCompletionSource<string?>().Task;
        }

        public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) => Task.FromResult(false);

        public Task TestOnlyClearTable() => Task.CompletedTask;
    }
}
