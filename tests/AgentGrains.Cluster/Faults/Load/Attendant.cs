using System.Collections.Concurrent;
using System.Text.Json;
using AgentGrains.Core.Sessions;
using AgentGrains.Replay.Driving;
using AgentGrains.Testing.Doubles;

namespace AgentGrains.Cluster.Faults.Load;

/// <summary>
/// The person who is asked what became of a call whose outcome is unknown: looks it up at the tool, gives the answer where it was carried out, and lets it be
/// tried again where it was not.
/// </summary>
internal sealed class Attendant(PatientClient api, ToolDouble tools, CancellationToken cancellation)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(200);

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
            if (await CallThatWaitsAsync(parked.Run) is { } call)
                await api.PostAsync($"/v1/runs/{parked.Run}/tool-results", new { tool_call_id = call, content = done.Call.Result }, decision, cancellation);
            return;
        }
        triedAgain[key] = true;
        await api.PostAsync($"/v1/runs/{parked.Run}:resume", new { }, decision, cancellation);
    }

    /// <summary>The id of the call whose outcome a run waits for; null where it went on by itself.</summary>
    private async Task<string?> CallThatWaitsAsync(string run)
    {
        using var timer = new PeriodicTimer(AskAgain, TimeProvider.System);
        do
        {
            var view = await api.GetAsync($"/v1/runs/{run}", cancellation);
            if (view.GetProperty("waiting") is { ValueKind: JsonValueKind.Object } waiting && waiting.GetProperty("reason").GetString() == WaitReasons.Recovery)
                return waiting.GetProperty("ref").GetString();
            if (view.GetProperty("status").Deserialize<RunStatus>().HasEnded())
                return null;
            // It goes on, or the host that answers has not read yet that it waits.
        }
        while (await timer.WaitForNextTickAsync(cancellation));
        return null;
    }
}
