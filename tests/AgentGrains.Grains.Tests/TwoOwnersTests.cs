using AgentGrains.Contracts;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Grains.Tests.Checks;
using AgentGrains.Grains.Tests.Hosting;

namespace AgentGrains.Grains.Tests;

/// <summary>Two silos that do not know of each other and have the same stores: each is the owner of every session, as when a silo is thought dead and is not.</summary>
public sealed class TwoOwnersTests(StoreEmulator emulator)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true, Traits = ["Needs", "Azurite"])]
    public async Task Appends_AtOnce_OneWins_AndTheOtherIsToldToTryAgain(bool onAzure)
    {
        var stores = await SharedStores.CreateAsync(onAzure ? emulator : null);
        var asked = new Asked(1);
        var session = asked.Session();
        var collision = new Collision(session);
        // Each would take the other's sessions for orphans, and its shards would come between.
        var settings = new SiloSettings { Journal = collision.Of, WakeUps = static wakeUps => new NoOrphans(wakeUps) };
        await using var one = await TestSilo.StartAsync(stores, settings);
        await using var other = await TestSilo.StartAsync(stores, settings);
        CreateRun[] runs = [asked.Run(session, "turns 1"), asked.Run(session, "turns 2")];
        var begin = new TaskCompletionSource();
        (one.Model.Before, other.Model.Before) = ((_, _) => begin.Task, (_, _) => begin.Task);

        var replies = await Task.WhenAll(SendAsync(one, session, runs[0]), SendAsync(other, session, runs[1]));

        var lost = Assert.Single(Enumerable.Range(0, 2), i => replies[i].Refusal is not null);
        Assert.Equal(ErrorCodes.JournalConflict.Value, replies[lost].Refusal!.Code);
        Assert.Equal(503, ErrorCodes.JournalConflict.Status);
        Assert.Equal(runs[1 - lost].Run, replies[1 - lost].Run!.Id.Key);
        var again = await SendAsync(lost == 0 ? one : other, session, runs[lost]);
        Assert.Null(again.Refusal);
        Assert.Equal(runs[lost].Run, again.Run!.Id.Key);
        begin.SetResult();
        await stores.Journal.WhenWrittenAsync(session, static entry => entry is RunCompleted, 2, "two runs to complete");
        Assert.Empty(await JournalCheck.ViolationsAsync(stores.Journal, session, runs.Select(run => run.Run)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true, Traits = ["Needs", "Azurite"])]
    public async Task OneInput_SentThroughBoth_IsTakenInOnce_AndBothCallersGetTheRun(bool onAzure)
    {
        var stores = await SharedStores.CreateAsync(onAzure ? emulator : null);
        var asked = new Asked(2);
        var session = asked.Session();
        var collision = new Collision(session);
        await using var one = await TestSilo.StartAsync(stores, new SiloSettings { Journal = collision.Of });
        await using var other = await TestSilo.StartAsync(stores, new SiloSettings { Journal = collision.Of });
        var run = asked.Run(session, "turns 2");

        var views = await Task.WhenAll(
            TestSilo.OnBehalfOfAsync(session.Tenant, () => one.Sessions.SendAsync(session, run, run.Run, TestContext.Current.CancellationToken)),
            TestSilo.OnBehalfOfAsync(session.Tenant, () => other.Sessions.SendAsync(session, run, run.Run, TestContext.Current.CancellationToken)));

        Assert.All(views, view => Assert.Equal(run.Run, view!.Id.Key));
        await stores.Journal.WhenWrittenAsync(session, static entry => entry is RunCompleted, 1, "the run to complete");
        Assert.NotEqual(0, stores.Journal.Conflicts);
        Assert.Empty(await JournalCheck.ViolationsAsync(stores.Journal, session, [run.Run]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true, Traits = ["Needs", "Azurite"])]
    public async Task Fence_SwitchedOff_IsFound(bool onAzure)
    {
        var stores = await SharedStores.CreateAsync(onAzure ? emulator : null);
        var asked = new Asked(3);
        var session = asked.Session();
        var collision = new Collision(session);
        var unfenced = new SiloSettings { Journal = journal => collision.Of(new UnfencedJournal(journal)) };
        await using var one = await TestSilo.StartAsync(stores, unfenced);
        await using var other = await TestSilo.StartAsync(stores, unfenced);
        var run = asked.Run(session, "turns 2");

        await Task.WhenAll(SendAsync(one, session, run), SendAsync(other, session, run));

        await stores.Journal.WhenWrittenAsync(session, static entry => entry is RunCompleted, 2, "both owners to complete the run");
        var violations = await JournalCheck.ViolationsAsync(stores.Journal, session, [run.Run]);
        Assert.Contains(violations, violation => violation.Contains("twice", StringComparison.Ordinal));
        Assert.Contains(violations, violation => violation.Contains("after the end of its run", StringComparison.Ordinal));
    }

    private static Task<SessionReply> SendAsync(TestSilo silo, SessionKey session, CreateRun run) => TestSilo.OnBehalfOfAsync(
        session.Tenant, () => silo.Grains.GetGrain<ISessionGrain>(session.ToString()).Send(new SessionCall(new InputEnvelope(run), run.Run.Value, null)));
}
