using System.Text.RegularExpressions;
using AgentGrains.Cluster.Driving;
using AgentGrains.Harness.Clusters;

namespace AgentGrains.Cluster.Faults.Kinds;

/// <summary>One time that a fault is brought about.</summary>
/// <param name="Cluster">Where.</param>
/// <param name="Random">Chooses the victim.</param>
/// <param name="AtLength">Whether it lasts as long as it would in earnest, and not as short as it can.</param>
/// <param name="Cancellation">Calls it off.</param>
internal sealed partial record Strike(LocalCluster Cluster, Random Random, bool AtLength, CancellationToken Cancellation)
{
    private readonly Dictionary<string, double> noted = [];
    private long startedAt;

    /// <summary>When it started, by the clock of <see cref="TimeProvider.GetTimestamp"/>; 0 before.</summary>
    public long StartedAt => Volatile.Read(ref startedAt);

    /// <summary>What was measured, by its name.</summary>
    public IReadOnlyDictionary<string, double> Noted => noted;

    /// <summary>One of the silos.</summary>
    public LocalSilo AnySilo() => Cluster.Silos[Random.Next(Cluster.Silos.Count)];

    /// <summary>It starts now.</summary>
    public void Begin() => Volatile.Write(ref startedAt, TimeProvider.System.GetTimestamp());

    /// <summary>Notes how many seconds after its start something happened.</summary>
    public void Note(string what) => noted[$"{what}_s"] = Math.Round(TimeProvider.System.GetElapsedTime(StartedAt).TotalSeconds, 2);

    /// <summary>Notes a number.</summary>
    public void Note(string what, double number) => noted[what] = number;

    /// <summary>Lets it last.</summary>
    public Task LastAsync(TimeSpan inEarnest, TimeSpan atLeast) => Task.Delay(AtLength ? inEarnest : atLeast, TimeProvider.System, Cancellation);

    /// <summary>Does something that brings a silo down, and waits until one of the others says that its host is gone.</summary>
    public async Task UntilDeclaredDeadAsync(LocalSilo silo, Func<Task> bringDown)
    {
        var witness = Cluster.Silos.First(other => other != silo).Server;
        var before = Gone(witness.Output);
        Begin();
        await bringDown();
        await witness.WaitForOutputAsync($"that silo {silo.Index} is gone", text => !Gone(text).IsSubsetOf(before));
        Note("declared_dead");
    }

    /// <summary>Waits until a silo has exited by itself and is started again.</summary>
    public async Task UntilEndedAsync(LocalSilo silo, int startsBefore)
    {
        await Eventually.IsAsync($"silo {silo.Index} ends by itself", () => silo.Server.Starts > startsBefore);
        Note("ended");
    }

    private static HashSet<string> Gone(string output) => [.. HostGone().Matches(output).Select(match => match.Value)];

    [GeneratedRegex(@"Host \S+ is gone")]
    private static partial Regex HostGone();
}
