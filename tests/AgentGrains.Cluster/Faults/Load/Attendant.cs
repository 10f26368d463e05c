using System.Collections.Concurrent;
using System.Text.Json;
using AgentGrains.Core.Errors;
using AgentGrains.Harness.Replay.Driving;
using AgentGrains.Testing.Doubles;

namespace AgentGrains.Cluster.Faults.Load;

/// <summary>
/// The person who resolves a call whose outcome is unknown: looks it up at the tool, sends the result if it was executed, and lets it be
/// tried again if it was not.
/// </summary>
internal sealed class Attendant(PatientClient api, ToolDouble tools, CancellationToken cancellation)
{
    private readonly ConcurrentQueue<Task> work = [];
    private readonly ConcurrentDictionary<string, bool> triedAgain = new(StringComparer.Ordinal);

    /// <summary>The keys of steps that it let be tried again.</summary>
    public IReadOnlyCollection<string> TriedAgain => [.. triedAgain.Keys];

    /// <summary>Takes note of an event.</summary>
    public void Saw(SeenEvent one)
    {
        if (one.Type == "step.held")
            work.Enqueue(DecideAsync(one));
    }

    /// <summary>Ends when everything it was asked is decided.</summary>
    public Task WhenDoneAsync() => Task.WhenAll(work);

    private async Task DecideAsync(SeenEvent held)
    {
        var step = held.Step!;
        var attempt = JsonElement.Parse(held.Data).GetProperty("attempt").GetInt32();
        var decision = $"{step}/{held.Position}";
        if (tools.Calls.FirstOrDefault(call => call.Key == step) is { } done)
        {
            await TellAsync($"/v1/runs/{held.Run}:skip", new { step, attempt, content = done.Call.Result }, decision);
            return;
        }
        triedAgain[step] = true;
        await TellAsync($"/v1/runs/{held.Run}:retry", new { step, attempt }, decision);
    }

    /// <summary>A host that was taken for dead and wakes may bring the outcome itself before it is told.</summary>
    private async Task TellAsync(string path, object body, string decision)
    {
        try
        {
            await api.PostAsync(path, body, decision, cancellation);
        }
        catch (RefusedException late) when (late.Is(ErrorCodes.NotHeld) || late.Is(ErrorCodes.RunEnded))
        {
            // The run continues already; the checks look at how.
        }
    }
}
