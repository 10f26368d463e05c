using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace AgentGrains.Simulation;

/// <summary>Many simulated worlds, each from a seed; one that fails prints its seed and how to run it again.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int EnoughFailures = 50;
    private const int SeedsInContinuousIntegration = 2_500;

    [Fact]
    public void Live_ManySeeds_EveryPromiseHolds()
    {
        if (Number("AGENTGRAINS_SIM_SEED") is { } seed)
        {
            output.WriteLine($"Seed {seed} lived through {SimulatedStory.Run(seed, traced: true)} events.");
            return;
        }
        var from = Number("AGENTGRAINS_SIM_FROM") ?? 1;
        var seeds = Number("AGENTGRAINS_SIM_SEEDS") ?? SeedsInContinuousIntegration;
        var watch = Stopwatch.StartNew();
        var events = 0L;
        var failures = new ConcurrentQueue<SimulationFailure>();
        Parallel.For(from, from + seeds, new ParallelOptions { MaxDegreeOfParallelism = 2 }, (seed, others) =>
        {
            try
            {
                Interlocked.Add(ref events, SimulatedStory.Run(seed));
            }
            catch (SimulationFailure failure)
            {
                failures.Enqueue(failure);
                if (failures.Count >= EnoughFailures)
                    others.Stop();
            }
        });
        output.WriteLine($"{seeds} seeds from {from}: {events} events in {watch.Elapsed.TotalSeconds:F1} s, {seeds / watch.Elapsed.TotalSeconds:F0} seeds a second.");
        Assert.True(failures.IsEmpty, string.Join("\n\n", failures.GroupBy(failure => failure.Checker).Select(of => $"{of.Count()} times {of.First().Message}")));
    }

    [Fact]
    public void Live_SameSeedTwice_SameEvents() => Assert.Equal(SimulatedStory.Run(7), SimulatedStory.Run(7));

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
