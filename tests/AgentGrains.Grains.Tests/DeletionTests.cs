using AgentGrains.Contracts;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Stores;
using AgentGrains.Grains.Tests.Hosting;

namespace AgentGrains.Grains.Tests;

/// <summary>A session that was to be erased, and could not be as yet.</summary>
public sealed class DeletionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Session_WhoseErasureWasCutOff_IsStillThere_AndCanBeErased()
    {
        var (stores, asked, fails) = (await SharedStores.CreateAsync(), new Asked(34), true);
        var session = asked.Session();
        await using var silo = await TestSilo.StartAsync(stores, new SiloSettings { WakeUps = wakeUps => new FailingErasure(wakeUps, () => fails) });
        await SendAsync(silo, session, asked.Run(session, "turns 1"));
        // Somebody who reads keeps the session in memory.
        TenantScope.Enter(session.Tenant);
        await using var keeping = silo.Sessions.ReadAsync(session, -1, Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await keeping.MoveNextAsync());

        var failure = await Assert.ThrowsAsync<AgentGrainsException>(() => DeleteAsync(silo, session));
        Assert.Equal(ErrorCodes.StoreUnavailable, failure.Code);
        fails = false;

        Assert.NotNull(await SendAsync(silo, session, asked.Run(session, "turns 1")));
        Assert.True(await DeleteAsync(silo, session));
        Assert.False(await DeleteAsync(silo, session));
    }

    private static Task<RunView?> SendAsync(TestSilo silo, SessionKey session, CreateRun run) =>
        TestSilo.OnBehalfOfAsync(session.Tenant, () => silo.Sessions.SendAsync(session, run, run.Run, Cancellation));

    private static Task<bool> DeleteAsync(TestSilo silo, SessionKey session) => TestSilo.OnBehalfOfAsync(session.Tenant, () => silo.Sessions.DeleteAsync(session, Cancellation));

    /// <summary>The first thing that an erasure takes away cannot be taken away.</summary>
    private sealed class FailingErasure(IWakeUpStore inner, Func<bool> fails) : PassingWakeUps(inner)
    {
        public override ValueTask RemoveAsync(SessionKey session, long stamp, CancellationToken cancellation) =>
            stamp == long.MaxValue && fails() ? throw new AgentGrainsException(ErrorCodes.StoreUnavailable, "Made to fail.") : base.RemoveAsync(session, stamp, cancellation);
    }
}
