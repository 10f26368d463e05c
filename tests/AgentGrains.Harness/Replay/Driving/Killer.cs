using AgentGrains.Harness.Processes;

namespace AgentGrains.Harness.Replay.Driving;

/// <summary>Kills servers in turn at random moments of the work and starts each again, now and then killing it once more while it starts.</summary>
public sealed class Killer(IReadOnlyList<ServerProcess> servers, Progress progress, int seed)
{
    private const int LongestHesitationMs = 30;
    private const int LongestStartMs = 1500;
    private const int StartsKilledOneIn = 6;

    /// <summary>How often a server was killed.</summary>
    public int Kills { get; private set; }

    /// <summary>Kills so many times before so many events were seen.</summary>
    public async Task KillAsync(int times, int events, CancellationToken cancellation)
    {
        var random = new Random(seed);
        var moments = Enumerable.Range(0, times).Select(_ => random.Next(1, events)).Order().ToList();
        foreach (var (turn, moment) in moments.Index())
        {
            var server = servers[turn % servers.Count];
            await progress.ReachAsync(moment).WaitAsync(cancellation);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(LongestHesitationMs)), TimeProvider.System, cancellation);
            await server.KillAsync();
            Kills++;
            if (random.Next(StartsKilledOneIn) == 0)
            {
                server.Begin();
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(LongestStartMs)), TimeProvider.System, cancellation);
                await server.KillAsync();
                Kills++;
            }
            await server.StartAsync();
        }
    }
}
