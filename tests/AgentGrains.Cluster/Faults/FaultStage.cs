using AgentGrains.Cluster.Driving;
using AgentGrains.Cluster.Faults.Load;
using AgentGrains.Harness.Clusters;
using AgentGrains.Harness.Replay.Driving;
using AgentGrains.Testing.Doubles;

namespace AgentGrains.Cluster.Faults;

/// <summary>The three silos that faults happen to: the same ones for fault after fault, and new ones after a fault that was not survived or where a clock is to be off.</summary>
public sealed class FaultStage : IAsyncDisposable
{
    private const int Conversations = 400;

    // Models and tools are slow: steps are in flight whenever a fault occurs, and the machine has time left to start silos.
    private static readonly DisturbanceOptions Unhurried = new() { Probability = 0.9, Kinds = [Disturbance.Late], LateBy = TimeSpan.FromSeconds(0.4), MostInARow = int.MaxValue };

    // Of the doubles no answer may count as lost because the machine is busy.
    private static readonly TimeSpan ModelTimeout = TimeSpan.FromSeconds(30);

    private Scene? scene;
    private TimeSpan clockOffset;
    private int rounds;

    internal LocalCluster Cluster => ((ThreeSilos)scene!.Service).Cluster;

    /// <summary>The scene for another round, and the conversations that have not been played yet.</summary>
    /// <param name="offset">How far the last silo's clock is to be ahead.</param>
    /// <param name="most">The most rounds there will be.</param>
    internal async Task<(Scene Scene, IReadOnlyList<Trajectory> Conversations)> SetAsync(TimeSpan offset, int most)
    {
        if (scene is not null && (clockOffset != offset || (rounds + 1) * Conversations > scene.Recordings.Count))
            await LeaveAsync();
        if (scene is null)
        {
            (clockOffset, rounds) = (offset, 0);
            var made = MadeConversations.Make("made", Conversations * most * Kinds.Fault.All.Count, seed: 5);
            scene = await Scene.StartAsync([.. made], StartAsync, Unhurried);
        }
        return (scene, [.. scene.Recordings.Skip(rounds++ * Conversations).Take(Conversations)]);
    }

    /// <summary>Takes what there is down.</summary>
    internal async Task LeaveAsync()
    {
        if (scene is not null)
            await scene.DisposeAsync();
        scene = null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await LeaveAsync();

    private Task<IService> StartAsync(ModelDouble models, ToolDouble tools)
    {
        var options = new LocalClusterOptions { OwnNetworks = true, RestartWhenEnded = true };
        if (clockOffset != TimeSpan.Zero)
            options = options with { ClockOffsets = new Dictionary<int, TimeSpan> { [options.Silos - 1] = clockOffset } };
        return ThreeSilos.StartAsync(options, models, tools, ModelTimeout);
    }
}
