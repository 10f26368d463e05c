using AgentGrains.Contracts;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Grains.Tests.Hosting;

namespace AgentGrains.Grains.Tests;

/// <summary>A session that went on at another host: the one that still has it in memory, and appends nothing, does not tell for ever how it was.</summary>
public sealed class OvertakenTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reader_WhereTheSessionIsKeptThatWentOnElsewhere_SeesItGoOn()
    {
        var (stores, time, asked) = (await SharedStores.CreateAsync(), new WatchedTime(), new Asked(31));
        var session = asked.Session();
        var (first, second) = (asked.Run(session, "turns 1"), asked.Run(session, "turns 1"));
        await using var one = await TestSilo.StartAsync(stores, new SiloSettings { Time = time });
        await using var other = await TestSilo.StartAsync(stores);
        await SendAsync(one, session, first);
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var (sawFirst, sawSecond) = (new TaskCompletionSource(), new TaskCompletionSource());
        var reading = ReadAsync();
        await sawFirst.Task.WaitAsync(Soon, Cancellation);

        await SendAsync(other, session, second);
        await stores.Journal.WhenWrittenAsync(session, static entry => entry is RunCompleted, 2, "both runs to complete");
        Assert.Equal(RunStatus.Completed, (await TestSilo.OnBehalfOfAsync(session.Tenant, () => one.Sessions.FindRunAsync(session, second.Run, Cancellation)))?.Status);
        // The reader asks again.
        time.Advance(TimeSpan.FromSeconds(20));

        await sawSecond.Task.WaitAsync(Soon, Cancellation);
        await leave.CancelAsync();
        await reading.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);

        async Task ReadAsync()
        {
            TenantScope.Enter(session.Tenant);
            await foreach (var frame in one.Sessions.ReadAsync(session, -1, leave.Token))
            {
                if (frame is SessionFrame.Durable { Entry.Entry: RunCompleted ended })
                    (ended.Run == first.Run ? sawFirst : sawSecond).TrySetResult();
            }
        }
    }

    [Fact]
    public async Task Run_ThatWasPausedWhereItIsKept_AndEndedElsewhere_IsToldToHaveEnded()
    {
        var (stores, asked) = (await SharedStores.CreateAsync(), new Asked(32));
        var session = asked.Session();
        var run = asked.Run(session, "sleep 600000");
        await using var one = await TestSilo.StartAsync(stores);
        await using var other = await TestSilo.StartAsync(stores);
        await SendAsync(one, session, run);
        Assert.Equal(RunStatus.Paused, (await SendAsync(one, session, new PauseRun(run.Run), run.Run))?.Status);

        var ended = await SendAsync(other, session, new TerminateRun(run.Run), run.Run);

        Assert.True(ended!.Status.HasEnded());
        Assert.Equal(ended.Status, (await TestSilo.OnBehalfOfAsync(session.Tenant, () => one.Sessions.FindRunAsync(session, run.Run, Cancellation)))?.Status);
    }

    private static Task<RunView?> SendAsync(TestSilo silo, SessionKey session, CreateRun run) => SendAsync(silo, session, run, run.Run);

    private static Task<RunView?> SendAsync(TestSilo silo, SessionKey session, SessionInput input, RunKey about) =>
        TestSilo.OnBehalfOfAsync(session.Tenant, () => silo.Sessions.SendAsync(session, input, about, Cancellation));
}
