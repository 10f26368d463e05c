using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Grains.Tests.Checks;
using AgentGrains.Grains.Tests.Hosting;

namespace AgentGrains.Grains.Tests;

/// <summary>Two silos take each other's sessions over again and again while they are at work, because each takes the other for gone.</summary>
public sealed class FoughtOverTests(StoreEmulator emulator, ITestOutputHelper output)
{
    private const int Sessions = 12;
    private const int RunsEach = 3;

    /// <summary>Often enough that every session is taken over several times.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan WorkTakes = TimeSpan.FromMilliseconds(15);

    [Theory]
    [InlineData(false)]
    [InlineData(true, Traits = ["Needs", "Azurite"])]
    public async Task Sessions_OfTwoHostsAtOnce_TellWhatAnUndisturbedHostTells(bool onAzure)
    {
        var (fought, quiet) = (await SharedStores.CreateAsync(onAzure ? emulator : null), await SharedStores.CreateAsync(onAzure ? emulator : null));
        var asked = new Asked(4);
        var work = Enumerable.Range(0, Sessions).Select(_ => asked.Session()).ToDictionary(
            session => session, session => Enumerable.Range(0, RunsEach).Select(i => asked.Run(session, $"turns {2 + i}")).ToList());

        await using (var alone = await StartAsync(quiet))
            await Task.WhenAll(work.Select(one => AskAsync(quiet, one.Key, one.Value, [alone])));
        TestSilo[] two = [await StartAsync(fought), await StartAsync(fought)];
        await using (two[0])
        await using (two[1])
            await Task.WhenAll(work.Select(one => AskAsync(fought, one.Key, one.Value, two)));

        output.WriteLine($"{fought.Journal.Conflicts} appends lost, {two[0].Model.Calls} and {two[1].Model.Calls} model calls");
        Assert.Equal(0, quiet.Journal.Conflicts);
        Assert.True(fought.Journal.Conflicts >= Sessions, $"{fought.Journal.Conflicts} appends lost: the two hardly met.");
        foreach (var (session, runs) in work)
        {
            Assert.Empty(await JournalCheck.ViolationsAsync(fought.Journal, session, runs.Select(run => run.Run)));
            Assert.Equal(await Transcript.ReadAsync(quiet.Journal, session), await Transcript.ReadAsync(fought.Journal, session));
        }
        AssertOneCallForEachKey(two);
    }

    /// <summary>A tool may be called again, with the same arguments under the same key; what is called is what the conversations ask for.</summary>
    private static void AssertOneCallForEachKey(TestSilo[] silos)
    {
        var byKey = silos.SelectMany(silo => silo.Echo.Executions).GroupBy(execution => execution.Key, execution => execution.Arguments).ToList();
        Assert.All(byKey, calls => Assert.Single(calls.Distinct()));
        Assert.Equal(Sessions * Enumerable.Range(0, RunsEach).Sum(i => 2 + i), byKey.Count);
    }

    /// <summary>Asks for the runs in order, each through every host at once and again as long as one says that it may be tried again.</summary>
    private static async Task AskAsync(SharedStores stores, SessionKey session, List<CreateRun> runs, TestSilo[] silos)
    {
        foreach (var run in runs)
            await Task.WhenAll(silos.Select(silo => TestSilo.OnBehalfOfAsync(session.Tenant, () => AskAsync(silo, session, run))));
        await stores.Journal.WhenWrittenAsync(session, static entry => entry is RunCompleted, runs.Count, $"{runs.Count} runs to complete");
    }

    private static async Task<bool> AskAsync(TestSilo silo, SessionKey session, CreateRun run)
    {
        while (true)
        {
            try
            {
                // One that has ended long ago is no longer remembered by the session, and then there is nothing to answer.
                var view = await silo.Sessions.SendAsync(session, run, run.Run, TestContext.Current.CancellationToken);
                Assert.True(view is null || view.Id.Key == run.Run);
                return true;
            }
            catch (AgentGrainsException refused) when (refused.Code.Status == 503)
            {
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    private static async Task<TestSilo> StartAsync(SharedStores stores)
    {
        var silo = await TestSilo.StartAsync(stores, new SiloSettings { Grains = grains => grains.WakeUpPoll = Poll });
        // Work that takes a while is what the other host can interrupt.
        silo.Model.Before = static (_, cancellation) => Task.Delay(WorkTakes, TimeProvider.System, cancellation);
        silo.Echo.Before = static (_, cancellation) => Task.Delay(WorkTakes, TimeProvider.System, cancellation);
        return silo;
    }
}
