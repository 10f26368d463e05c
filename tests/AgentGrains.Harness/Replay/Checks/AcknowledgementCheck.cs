using AgentGrains.Harness.Replay.Driving;
using AgentGrains.Testing.Doubles;

namespace AgentGrains.Harness.Replay.Checks;

/// <summary>Each recorded call reached its tool under one key, and where a session has one owner at a time nothing is asked of a model or a tool after a client saw it completed.</summary>
public sealed class AcknowledgementCheck(ModelDouble models, ToolDouble tools)
{
    private readonly ILookup<string, ModelDoubleRequest> asked = models.Asked.ToLookup(request => request.Recording);
    private readonly ILookup<string, ToolDoubleRequest> requests = tools.Requests.ToLookup(request => request.Recording);
    private readonly ILookup<string, ToolDoubleCall> calls = tools.Calls.ToLookup(call => call.Recording);

    /// <summary>What no owner may do.</summary>
    public IEnumerable<string> Violations(PlayedConversation played)
    {
        var recording = played.Recording;
        var own = calls[recording.Id].ToList();
        if (!own.Select(call => call.Number).SequenceEqual(Enumerable.Range(0, recording.Calls.Count)))
            yield return $"calls executed: {string.Join(", ", own.Select(call => call.Number))} of {recording.Calls.Count}";
        if (own.Any(call => call.Session != played.Session))
            yield return "a call came from another session";
        var keys = own.Select(call => call.Key).ToHashSet(StringComparer.Ordinal);
        if (keys.Count != recording.Calls.Count)
            yield return $"{keys.Count} keys for {recording.Calls.Count} calls";

        var completed = Completed(played);
        foreach (var request in requests[recording.Id])
        {
            if (!keys.Contains(request.Key) || request.Key != request.Step)
                yield return $"{request.Tool} was asked under the key {request.Key} of step {request.Step}, which belongs to no recorded call";
            else if (!completed.ContainsKey(request.Key))
                yield return $"{request.Tool} was asked under {request.Key}, and no client saw that it was completed";
        }
    }

    /// <summary>What was asked after a client saw it completed: only an owner does so who does not know yet that there is another.</summary>
    public IEnumerable<string> Late(PlayedConversation played)
    {
        var completed = Completed(played);
        foreach (var request in requests[played.Recording.Id])
        {
            if (completed.TryGetValue(request.Key, out var acknowledged) && acknowledged < request.Timestamp)
                yield return $"{request.Tool} was asked under {request.Key} after a client saw that it was completed";
        }
        // The n-th answer of the journal is the n-th of the recording, so its event says since when it was known.
        var answers = played.Recording.Messages.Select((message, i) => (message.Role, i)).Where(message => message.Role == "assistant").Select(message => message.i);
        var known = played.Seen.Where(item => item.Type == "message.completed").Zip(answers, (item, i) => (item.Timestamp, i)).ToDictionary(answer => answer.i, answer => answer.Timestamp);
        foreach (var request in asked[played.Recording.Id].Where(request => !known.TryGetValue(request.Position, out var since) || since < request.Timestamp))
            yield return $"the model was asked for message {request.Position} after a client saw it";
    }

    private static Dictionary<string, long> Completed(PlayedConversation played) =>
        played.Seen.Where(item => item.Type == "step.completed").ToDictionary(item => item.Step!, item => item.Timestamp);
}
