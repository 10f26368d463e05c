using AgentGrains.Contracts;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Stores;
using AgentGrains.Grains.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AgentGrains.Grains.Tests;

/// <summary>What is left of an erased session: nothing, whatever runs meanwhile; and all of it if the erasure was interrupted.</summary>
public sealed class DeletionTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Each store that an erasure empties fails once, as if the host had died there; then the shard's call finishes it.</summary>
    [Theory]
    [InlineData("payloads")]
    [InlineData("journal")]
    [InlineData("wake-up")]
    public async Task Session_WhoseErasureWasCutOff_IsGoneForCallers_AndItsNextCallFinishesIt(string cut)
    {
        var (stores, asked, fails) = (await SharedStores.CreateAsync(), new Asked(34), true);
        var session = asked.Session();
        await using var silo = await TestSilo.StartAsync(stores, new SiloSettings
        {
            WakeUps = wakeUps => new FailingWakeUps(wakeUps, () => fails && cut == "wake-up"),
            Journal = journal => new FailingJournal(journal, () => fails && cut == "journal"),
            Services = services => services.AddSingleton<IPayloadStore>(new FailingPayloads(stores.Open().Payloads, () => fails && cut == "payloads")),
        });
        await SendAsync(silo, session, asked.Run(session, "sleep 600000"));
        await SendAsync(silo, session, asked.Run(session, "turns 1"));

        var failure = await Assert.ThrowsAsync<AgentGrainsException>(() => DeleteAsync(silo, session));
        Assert.Equal(ErrorCodes.StoreUnavailable, failure.Code);
        // Before any other call, which would set one.
        Assert.NotNull(await stores.WakeUps.FindAsync(session, Cancellation));
        var refused = await Assert.ThrowsAsync<AgentGrainsException>(() => SendAsync(silo, session, asked.Run(session, "turns 1") with { OfExisting = true }));
        Assert.Equal(ErrorCodes.NotFound, refused.Code);
        fails = false;

        await CallAsync(silo, session);

        await silo.WhenListedAsync(session.Tenant);
        Assert.Empty(await stores.Open().Visibility.ListRunsAsync(session.Tenant, new VisibilityQuery(null, session.Session, null, null, null, 10), Cancellation));
        Assert.Null(await stores.Journal.ReadHeaderAsync(session, Cancellation));
        Assert.Null(await stores.WakeUps.FindAsync(session, Cancellation));
        Assert.False(await DeleteAsync(silo, session));
    }

    [Fact]
    public async Task Session_ErasedOnTwoHostsAtOnce_IsGone_AndNeitherFails()
    {
        var (stores, asked, held) = (await SharedStores.CreateAsync(), new Asked(38), new HeldAppend());
        var session = asked.Session();
        await using var first = await TestSilo.StartAsync(stores);
        await using var second = await TestSilo.StartAsync(stores, new SiloSettings { Journal = held.Over });
        await SendAsync(first, session, asked.Run(session, "turns 1"));
        await stores.Journal.WhenWrittenAsync(session, static entry => entry is RunCompleted, 1, "the run to complete");
        held.From(session);
        var late = DeleteAsync(second, session);
        await held.Started.WaitAsync(Soon, Cancellation);

        Assert.True(await DeleteAsync(first, session));
        held.LetGo();

        await late.WaitAsync(Soon, Cancellation);
        Assert.Null(await stores.Journal.ReadHeaderAsync(session, Cancellation));
        Assert.Null(await stores.WakeUps.FindAsync(session, Cancellation));
    }

    [Fact]
    public async Task Session_ErasedWhileARunIsBeingRecorded_LeavesNothingOfIt()
    {
        var (stores, asked, held) = (await SharedStores.CreateAsync(), new Asked(35), new HeldAppend());
        var session = asked.Session();
        await using var silo = await TestSilo.StartAsync(stores, new SiloSettings { Journal = held.Over });
        await SendAsync(silo, session, asked.Run(session, "turns 1"));
        await stores.Journal.WhenWrittenAsync(session, static entry => entry is RunCompleted, 1, "the run to complete");
        held.From(session);
        var late = SendAsync(silo, session, asked.Run(session, "turns 1"));
        await held.Started.WaitAsync(Soon, Cancellation);

        Task<bool>[] erasing = [DeleteAsync(silo, session), DeleteAsync(silo, session)];
        held.LetGo();

        Assert.All(await Task.WhenAll(erasing).WaitAsync(Soon, Cancellation), Assert.True);
        Assert.NotNull(await late);
        await silo.WhenListedAsync(session.Tenant);
        Assert.Empty(await stores.Open().Visibility.ListRunsAsync(session.Tenant, new VisibilityQuery(null, session.Session, null, null, null, 10), Cancellation));
        Assert.Null(await stores.Journal.ReadHeaderAsync(session, Cancellation));
    }

    [Fact]
    public async Task Session_CalledOnceItIsErased_IsNotWrittenAgain()
    {
        var (stores, asked) = (await SharedStores.CreateAsync(), new Asked(36));
        var session = asked.Session();
        await using var silo = await TestSilo.StartAsync(stores);
        await SendAsync(silo, session, asked.Run(session, "sleep 600000"));
        Assert.True(await DeleteAsync(silo, session));

        // As a shard does that has read its row before, and one that finds a row that was set late.
        await CallAsync(silo, session);
        await stores.WakeUps.SetAsync(new WakeUp(session, DateTimeOffset.UnixEpoch, null, 7), Cancellation);
        await CallAsync(silo, session);
        var refused = await Assert.ThrowsAsync<AgentGrainsException>(() => SendAsync(silo, session, asked.Run(session, "turns 1") with { OfExisting = true }));

        Assert.Equal(ErrorCodes.NotFound, refused.Code);
        Assert.Null(await stores.Journal.ReadHeaderAsync(session, Cancellation));
        Assert.Null(await stores.WakeUps.FindAsync(session, Cancellation));
    }

    [Fact]
    public async Task Stream_OfASessionThatIsErased_Ends()
    {
        var (stores, asked) = (await SharedStores.CreateAsync(), new Asked(37));
        var session = asked.Session();
        await using var silo = await TestSilo.StartAsync(stores);
        await SendAsync(silo, session, asked.Run(session, "sleep 600000"));
        CallPrincipal.EnterService(session.Tenant);
        await using var reading = silo.Sessions.ReadAsync(session, -1, Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await reading.MoveNextAsync());

        Assert.True(await DeleteAsync(silo, session));

        async Task ToTheEndAsync()
        {
            while (await reading.MoveNextAsync())
            {
            }
        }

        await ToTheEndAsync().WaitAsync(Soon, Cancellation);
    }

    private static Task<SessionReply> CallAsync(TestSilo silo, SessionKey session) =>
        TestSilo.OnBehalfOfAsync(session.Tenant, () => silo.Grains.GetGrain<ISessionGrain>(session.ToString()).Wake());

    private static Task<RunView?> SendAsync(TestSilo silo, SessionKey session, CreateRun run) =>
        TestSilo.OnBehalfOfAsync(session.Tenant, () => silo.Sessions.SendAsync(session, run, run.Run, Cancellation));

    private static Task<bool> DeleteAsync(TestSilo silo, SessionKey session) => TestSilo.OnBehalfOfAsync(session.Tenant, () => silo.Sessions.DeleteAsync(session, Cancellation));

    private static void ThrowIf(bool fails)
    {
        if (fails)
            throw new AgentGrainsException(ErrorCodes.StoreUnavailable, "Made to fail.");
    }

    private sealed class FailingJournal(IJournalStore inner, Func<bool> fails) : PassingJournal(inner)
    {
        public override ValueTask DeleteAsync(SessionKey session, CancellationToken cancellation)
        {
            ThrowIf(fails());
            return base.DeleteAsync(session, cancellation);
        }
    }

    private sealed class FailingPayloads(IPayloadStore inner, Func<bool> fails) : IPayloadStore
    {
        public ValueTask<PayloadReference> PutAsync(SessionKey session, ReadOnlyMemory<byte> content, CancellationToken cancellation) => inner.PutAsync(session, content, cancellation);

        public ValueTask<ReadOnlyMemory<byte>?> GetAsync(TenantId tenant, PayloadReference reference, CancellationToken cancellation) => inner.GetAsync(tenant, reference, cancellation);

        public ValueTask DeleteAsync(SessionKey session, CancellationToken cancellation)
        {
            ThrowIf(fails());
            return inner.DeleteAsync(session, cancellation);
        }
    }

    private sealed class FailingWakeUps(IWakeUpStore inner, Func<bool> fails) : PassingWakeUps(inner)
    {
        public override ValueTask RemoveAsync(SessionKey session, long stamp, CancellationToken cancellation)
        {
            ThrowIf(stamp == long.MaxValue && fails());
            return base.RemoveAsync(session, stamp, cancellation);
        }
    }
}
