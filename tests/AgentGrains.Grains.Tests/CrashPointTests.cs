using System.Text.RegularExpressions;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Grains.Tests.Checks;
using AgentGrains.Grains.Tests.Hosting;

namespace AgentGrains.Grains.Tests;

/// <summary>Two runs of a session in a real silo: each call of its stores fails once, before it is executed and after, and the session's transcript is always the same.</summary>
public sealed partial class CrashPointTests(StoreEmulator emulator, ITestOutputHelper output)
{
    private const int LeastPoints = 10;
    private const int MostPoints = 100;

    // Below the heartbeat: a session whose owner broke is called at once, and the answer to a client that asks again is not needed for it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true, Traits = ["Needs", "Azurite"])]
    public async Task Session_AnyStoreCallFails_TellsTheSame(bool onAzure)
    {
        var stores = await SharedStores.CreateAsync(onAzure ? emulator : null);
        var crashes = new StoreCrashes();
        await using var silo = await TestSilo.StartAsync(stores, new SiloSettings { Journal = crashes.Over, WakeUps = crashes.Over });
        var asked = new Asked(31);
        var undisturbed = asked.Session();
        var expected = await LiveAsync(silo, stores, crashes, asked, undisturbed, 0, false);
        var calls = crashes.CallsOf(undisturbed);
        // Eight appends and the wake-ups of two runs: far fewer would mean that they did not do their work.
        Assert.InRange(calls, LeastPoints, MostPoints);

        var points = (from at in Enumerable.Range(1, calls) from after in (bool[])[false, true] select (At: at, After: after, Session: asked.Session())).ToList();
        foreach (var portion in points.Chunk(8))
        {
            await Task.WhenAll(portion.Select(async point =>
            {
                var told = await LiveAsync(silo, stores, crashes, new Asked(100 + point.At), point.Session, point.At, point.After);
                Assert.True(told == expected, $"Call {point.At} failed {(point.After ? "after" : "before")} it was executed, and the session tells\n{told}\ninstead of\n{expected}");
            }));
        }
        output.WriteLine($"{points.Count} points walked.");
    }

    /// <summary>Asks for two runs, each once it is acknowledged never again, and waits for their ends.</summary>
    private static async Task<string> LiveAsync(TestSilo silo, SharedStores stores, StoreCrashes crashes, Asked asked, SessionKey session, int at, bool after)
    {
        crashes.Set(session, at, after);
        CreateRun[] runs = [asked.Run(session, "turns 2"), asked.Run(session, "sleep 5")];
        for (var i = 0; i < runs.Length; i++)
        {
            await AskAsync(silo, session, runs[i]);
            try
            {
                await stores.Journal.WhenWrittenAsync(session, static entry => entry is RunCompleted, i + 1, $"the end of run {i + 1}").WaitAsync(Patience, Cancellation);
            }
            catch (TimeoutException late)
            {
                throw new TimeoutException($"With call {at} failing {(after ? "after" : "before")} it was executed: {late.Message}", late);
            }
        }
        var violations = await JournalCheck.ViolationsAsync(stores.Journal, session, runs.Select(run => run.Run));
        Assert.True(violations.Count == 0, string.Join(Environment.NewLine, violations));
        return Time().Replace(await Transcript.ReadAsync(stores.Journal, session), "(a time)");
    }

    private static async Task AskAsync(TestSilo silo, SessionKey session, CreateRun run)
    {
        while (true)
        {
            try
            {
                await TestSilo.OnBehalfOfAsync(session.Tenant, () => silo.Sessions.SendAsync(session, run, run.Run, Cancellation));
                return;
            }
            catch (AgentGrainsException again) when (again.Code.Status == 503)
            {
                await Task.Delay(AskAgain, TimeProvider.System, Cancellation);
            }
        }
    }

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)")]
    private static partial Regex Time();
}
