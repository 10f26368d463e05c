using AgentGrains.Contracts;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Grains.Tests.Hosting;

namespace AgentGrains.Grains.Tests;

/// <summary>A session that moved to another host: the old host, which still has it in memory and appends nothing, does not return stale state for ever.</summary>
public sealed class OvertakenTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    private static readonly SiloSettings Alone = new() { WakeUps = static wakeUps => new NoOrphans(wakeUps) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reader_OnTheOldHostOfAMovedSession_SeesItContinue()
    {
        var (stores, asked) = (await SharedStores.CreateAsync(), new Asked(31));
        var session = asked.Session();
        var (first, second) = (asked.Run(session, "turns 1"), asked.Run(session, "turns 1"));
        await using var one = await TestSilo.StartAsync(stores, Alone);
        await using var other = await TestSilo.StartAsync(stores, Alone);
        await SendAsync(one, session, first);
        // A subscriber keeps the session there.
        await using var keeping = Read(one, session, -1);
        var end = await EndAsync(keeping, first).WaitAsync(Soon, Cancellation);

        await SendAsync(other, session, second);
        await stores.Journal.WhenWrittenAsync(session, static entry => entry is RunCompleted, 2, "both runs to complete");

        await using var reading = Read(one, session, end);
        await EndAsync(reading, second).WaitAsync(Soon, Cancellation);
    }

    [Fact]
    public async Task Run_ThatWasPausedWhereItIsKept_AndEndedElsewhere_IsToldToHaveEnded()
    {
        var (stores, asked) = (await SharedStores.CreateAsync(), new Asked(32));
        var session = asked.Session();
        var run = asked.Run(session, "sleep 600000");
        await using var one = await TestSilo.StartAsync(stores, Alone);
        await using var other = await TestSilo.StartAsync(stores, Alone);
        await SendAsync(one, session, run);
        Assert.Equal(RunStatus.Paused, (await SendAsync(one, session, new PauseRun(run.Run), run.Run))?.Status);

        var ended = await SendAsync(other, session, new TerminateRun(run.Run), run.Run);

        Assert.True(ended!.Status.HasEnded());
        Assert.Equal(ended.Status, (await FindAsync(one, session, run))?.Status);
    }

    [Fact]
    public async Task Run_ThatEndedElsewhere_WhileItsOldHostAppends_IsReportedAsEnded()
    {
        var (stores, asked) = (await SharedStores.CreateAsync(), new Asked(33));
        var session = asked.Session();
        var run = asked.Run(session, "sleep 600000");
        var held = new HeldAppend();
        await using var one = await TestSilo.StartAsync(stores, Alone with { Journal = held.Over });
        await using var other = await TestSilo.StartAsync(stores, Alone);
        await SendAsync(one, session, run);
        held.From(session);
        var late = SendAsync(one, session, new PauseRun(run.Run), run.Run);
        await held.Started.WaitAsync(Soon, Cancellation);
        await SendAsync(other, session, new TerminateRun(run.Run), run.Run);

        var told = FindAsync(one, session, run);
        await held.Looked.WaitAsync(Soon, Cancellation);
        held.LetGo();

        Assert.Equal(RunStatus.Terminated, (await told.WaitAsync(Soon, Cancellation))?.Status);
        await Assert.ThrowsAsync<AgentGrainsException>(() => late);
    }

    [Fact]
    public async Task Session_DeletedElsewhere_IsToldToBeGone()
    {
        var (stores, asked) = (await SharedStores.CreateAsync(), new Asked(34));
        var session = asked.Session();
        await using var one = await TestSilo.StartAsync(stores, Alone);
        await using var other = await TestSilo.StartAsync(stores, Alone);
        await SendAsync(one, session, asked.Run(session, "sleep 600000"));
        await stores.Journal.WhenWrittenAsync(session, static entry => entry is RunWaiting, 1, "the run to sleep");

        await TestSilo.OnBehalfOfAsync(session.Tenant, () => other.Sessions.DeleteAsync(session, Cancellation));

        Assert.Null(await TestSilo.OnBehalfOfAsync(session.Tenant, () => one.Sessions.FindSessionAsync(session, Cancellation)));
    }

    private static IAsyncEnumerator<SessionFrame> Read(TestSilo silo, SessionKey session, long after)
    {
        CallPrincipal.EnterService(session.Tenant);
        return silo.Sessions.ReadAsync(session, after, Cancellation).GetAsyncEnumerator(Cancellation);
    }

    /// <summary>Reads to the end of a run.</summary>
    /// <returns>Its position.</returns>
    private static async Task<long> EndAsync(IAsyncEnumerator<SessionFrame> reader, CreateRun run)
    {
        while (await reader.MoveNextAsync())
        {
            if (reader.Current is SessionFrame.Durable { Entry: { Entry: RunCompleted completed } entry } && completed.Run == run.Run)
                return entry.Place.Position;
        }
        throw new InvalidOperationException("The stream ended before the run.");
    }

    private static Task<RunView?> SendAsync(TestSilo silo, SessionKey session, CreateRun run) => SendAsync(silo, session, run, run.Run);

    private static Task<RunView?> SendAsync(TestSilo silo, SessionKey session, SessionInput input, RunKey about) =>
        TestSilo.OnBehalfOfAsync(session.Tenant, () => silo.Sessions.SendAsync(session, input, about, Cancellation));

    private static Task<RunView?> FindAsync(TestSilo silo, SessionKey session, CreateRun run) =>
        TestSilo.OnBehalfOfAsync(session.Tenant, () => silo.Sessions.FindRunAsync(session, run.Run, Cancellation));
}
