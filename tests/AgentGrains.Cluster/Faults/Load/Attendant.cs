using System.Collections.Concurrent;
using AgentGrains.Replay.Driving;
using AgentGrains.Testing.Doubles;

namespace AgentGrains.Cluster.Faults.Load;

/// <summary>
/// The person who is asked what became of a call whose outcome is unknown: looks it up at the tool, gives the answer where it was carried out, and lets it be
/// tried again where it was not.
/// </summary>
internal sealed class Attendant(PatientClient api, ToolDouble tools, CancellationToken cancellation)
{
    private readonly ConcurrentQueue<Task> work = [];
    private readonly ConcurrentDictionary<string, bool> triedAgain = new(StringComparer.Ordinal);
    private int asked;

    /// <summary>How often it was asked.</summary>
    public int Asked => Volatile.Read(ref asked);

    /// <summary>The keys of steps that it let be tried again.</summary>
    public IReadOnlyCollection<string> TriedAgain => [.. triedAgain.Keys];

    /// <summary>Takes note of an event.</summary>
    public void Saw(SeenEvent one)
    {
        if (one.Type != "step.parked")
            return;
        Interlocked.Increment(ref asked);
        work.Enqueue(DecideAsync(one));
    }

    /// <summary>Ends when everything it was asked is decided.</summary>
    public Task WhenDoneAsync() => Task.WhenAll(work);

    private async Task DecideAsync(SeenEvent parked)
    {
        var key = parked.Step!;
        var decision = $"{key}/{parked.Position}";
        if (tools.Calls.FirstOrDefault(call => call.Key == key) is { } done)
        {
            var run = await api.GetAsync($"/v1/runs/{parked.Run}", cancellation);
            // The step may have been answered before this was read.
            if (run.TryGetProperty("waiting", out var waiting) && waiting.TryGetProperty("ref", out var call) && call.GetString() is { } id)
                await api.PostAsync($"/v1/runs/{parked.Run}/tool-results", new { tool_call_id = id, content = done.Call.Result }, decision, cancellation);
            return;
        }
        triedAgain[key] = true;
        await api.PostAsync($"/v1/runs/{parked.Run}:resume", new { }, decision, cancellation);
    }
}
