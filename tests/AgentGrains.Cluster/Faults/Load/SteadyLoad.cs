using System.Collections.Concurrent;
using AgentGrains.Harness.Replay.Driving;
using AgentGrains.Testing.Doubles;

namespace AgentGrains.Cluster.Faults.Load;

/// <summary>So many conversations at once, each followed by the next, for as long as something lasts.</summary>
internal sealed class SteadyLoad(Player player, IReadOnlyList<Trajectory> conversations, int seed)
{
    private readonly ConcurrentQueue<PlayedConversation> played = [];
    private int next = -1;

    /// <summary>Plays until a condition is met, and then finishes the started conversations.</summary>
    /// <exception cref="TimeoutException">It was cancelled first; the message contains what was missing.</exception>
    public async Task<IReadOnlyList<PlayedConversation>> PlayAsync(int atOnce, Task lasts, CancellationToken cancellation)
    {
        try
        {
            await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => PlayOneByOneAsync(lasts, cancellation)));
        }
        catch (OperationCanceledException late) when (cancellation.IsCancellationRequested)
        {
            var missing = conversations.Take(next + 1).Select(one => one.Id).Except(played.Select(one => one.Recording.Id));
            throw new TimeoutException($"Expected every conversation to be played to its end in time; missing: {string.Join(", ", missing)}.", late);
        }
        return [.. played];
    }

    private async Task PlayOneByOneAsync(Task lasts, CancellationToken cancellation)
    {
        do
        {
            var number = Interlocked.Increment(ref next);
            played.Enqueue(await player.PlayAsync(conversations[number], seed + number, cancellation));
        }
        while (!lasts.IsCompleted);
    }
}
