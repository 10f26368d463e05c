using System.Collections.Concurrent;
using System.Text.Json;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Sessions;
using AgentGrains.Harness.Replay.Driving;
using AgentGrains.Testing.Doubles;

namespace AgentGrains.Cluster.Faults.Load;

/// <summary>
/// The person who resolves a call whose outcome is unknown: looks it up at the tool, sends the result if it was executed, and lets it be
/// tried again if it was not.
/// </summary>
internal sealed class Attendant(PatientClient api, ToolDouble tools, CancellationToken cancellation)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentQueue<Task> work = [];
    private readonly ConcurrentDictionary<string, bool> triedAgain = new(StringComparer.Ordinal);

    /// <summary>The keys of steps that it let be tried again.</summary>
    public IReadOnlyCollection<string> TriedAgain => [.. triedAgain.Keys];

    /// <summary>Takes note of an event.</summary>
    public void Saw(SeenEvent one)
    {
        if (one.Type == "step.parked")
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
                await TellAsync($"/v1/runs/{parked.Run}/tool-results", new { tool_call_id = call, content = done.Call.Result }, decision);
            return;
        }
        triedAgain[key] = true;
        await TellAsync($"/v1/runs/{parked.Run}:resume", new { }, decision);
    }

    /// <summary>A host that was taken for dead and wakes may bring the outcome itself before it is told.</summary>
    private async Task TellAsync(string path, object body, string decision)
    {
        try
        {
            await api.PostAsync(path, body, decision, cancellation);
        }
        catch (RefusedException late) when (late.Is(ErrorCodes.NoSuchToolCall) || late.Is(ErrorCodes.RunEnded))
        {
            // The run continues already; the checks look at how.
        }
    }

    /// <summary>The id of the call whose outcome a run waits for; null if it continued by itself.</summary>
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
            // It continues, or the responding host has not read yet that it waits.
        }
        while (await timer.WaitForNextTickAsync(cancellation));
        return null;
    }
}
