using AgentGrains.Core.Ids;
using AgentGrains.Core.Models;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Grains.Tests.Hosting;
using AgentGrains.Models;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AgentGrains.Grains.Tests;

/// <summary>A provider is down for an hour of the test's clock: its runs wait, show it, and continue by themselves.</summary>
public sealed class OutageTests
{
    private const int Runs = 1000;

    /// <summary>At every which stop of the clock each run is read.</summary>
    private const int ReadEvery = 5;

    /// <summary>How many runs have to fail in a row until a model's circuit opens.</summary>
    private const int OpensAfterRuns = 3;

    private const int MaxWaits = 60;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Outage = TimeSpan.FromHours(1);

    /// <summary>How long a circuit is open at most before a call probes the provider.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(5);

    /// <summary>How far the clock moves at least: attempts that are due soon after one another start together.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Runs_OfAProviderThatIsDownForAnHour_CompleteByThemselves()
    {
        var (stores, time, asked) = (await SharedStores.CreateAsync(), new WatchedTime(), new Asked(60));
        var runs = Enumerable.Range(0, Runs).Select(_ => asked.Session()).Select(session => (Session: session, Create: asked.Run(session, "Are you there?"))).ToList();
        await using var provider = await ProviderOutage.StartAsync(time, Outage);
        var (board, polls) = (default(RunBoard)!, default(ShardPolls)!);
        await using var silo = await TestSilo.StartAsync(stores, new SiloSettings
        {
            Time = time,
            // Shards poll at each leap of the clock.
            Grains = static grains => grains.WakeUpPoll = Step,
            Journal = journal => board = new RunBoard(journal, time, runs.Select(static run => run.Session)),
            WakeUps = wakeUps => polls = new ShardPolls(wakeUps, time),
            Services = services => services.RemoveAll<IModelCatalog>().AddModels(provider.AsDefaultModel()),
        });

        await ForEachAsync((session, create) => silo.Sessions.SendAsync(session, create, create.Run, TestContext.Current.CancellationToken));
        await SettleAsync();
        for (var stops = 0; board.NextDue is { } due; stops++)
        {
            if (stops % ReadEvery == 0)
                await ForEachAsync(async (session, create) => AssertThrottled(await FindAsync(session, create), time.GetUtcNow()));
            time.Advance(due - time.GetUtcNow() is var left && left > Step ? left : Step);
            await SettleAsync();
        }

        Assert.Empty(board.Held);
        Assert.InRange(time.GetUtcNow() - time.Start, Outage, Outage + LongestDelay);
        await ForEachAsync(async (session, create) => Assert.Equal(RunStatus.Completed, (await FindAsync(session, create)).Status));
        AssertProbes([.. provider.Calls.Select(at => at - time.Start)]);

        // A timer that is set just after the clock leapt fires late: the clock moves a little while attempts are due that do not start.
        async Task SettleAsync()
        {
            for (var waits = 0; waits < MaxWaits; waits++)
            {
                try
                {
                    await Task.WhenAll(polls.WhenAllPolledAsync(), board.WhenQuietAsync()).WaitAsync(Patience, TestContext.Current.CancellationToken);
                    return;
                }
                catch (TimeoutException)
                {
                    if (board.InFlight == 0)
                        time.Advance(Step);
                }
            }
            throw new TimeoutException($"Expected {polls.Missing} shards to poll and each attempt to end within {MaxWaits * Patience}. At {time.GetUtcNow():O}:\n{board}");
        }

        async Task<RunView> FindAsync(SessionKey session, CreateRun create) => (await silo.Sessions.FindRunAsync(session, create.Run, TestContext.Current.CancellationToken))!;

        Task ForEachAsync(Func<SessionKey, CreateRun, Task> call) => Parallel.ForEachAsync(runs, TestContext.Current.CancellationToken, async (run, _) =>
            await TestSilo.OnBehalfOfAsync(run.Session.Tenant, async () =>
            {
                await call(run.Session, run.Create);
                return true;
            }));
    }

    private static void AssertThrottled(RunView run, DateTimeOffset now)
    {
        Assert.Equal((RunStatus.Waiting, WaitReasons.Throttle), (run.Status, run.Waiting?.Reason));
        Assert.True(run.Waiting!.Until > now, $"At {now:O} the run was to wait until later: {run.Waiting}");
    }

    /// <summary>Before the circuit opens, as many calls go out as a host has in flight; then one for each delay, from a second doubling to the longest.</summary>
    private static void AssertProbes(IReadOnlyList<TimeSpan> calls)
    {
        var early = calls.TakeWhile(static at => at == TimeSpan.Zero).Count();
        Assert.InRange(early, OpensAfterRuns, new GrainsOptions().MaxModelCalls + OpensAfterRuns - 1);
        var (last, delay) = (TimeSpan.Zero, TimeSpan.FromSeconds(1));
        foreach (var probe in calls.Skip(early))
        {
            Assert.True(probe - last >= delay, $"A probe at {probe} was to come {delay} after {last} at the earliest.");
            (last, delay) = (probe, 2 * delay < LongestDelay ? 2 * delay : LongestDelay);
        }
        Assert.Equal(LongestDelay, delay);
    }
}
