using System.Text.RegularExpressions;
using AgentGrains.Core.Conversations;

namespace AgentGrains.Testing.Doubles;

/// <summary>Finds the place of a prompt in the recordings.</summary>
internal sealed partial class Recordings(IEnumerable<Trajectory> trajectories)
{
    private readonly Dictionary<string, Trajectory> byId = trajectories.ToDictionary(trajectory => trajectory.Id, StringComparer.Ordinal);

    /// <summary>
    /// The recording and the position of its next message. The system prompt names the recording (<c>recording: airline-00-0</c>), or the model does; else
    /// it is the one whose beginning the prompt is, and two that continue differently are an error.
    /// </summary>
    public RecordedPlace Find(string model, IReadOnlyList<PromptMessage> prompt)
    {
        var instructions = string.Join('\n', prompt.Where(message => message.Role == "system").Select(message => message.Content));
        var said = prompt.Where(message => message.Role != "system").ToList();
        var named = byId.ContainsKey(model) ? model : null;
        if (Named().Match(instructions) is { Success: true } match)
            named = match.Groups[1].Value;
        if (named is not null)
            return byId.TryGetValue(named, out var recording) ? At(recording, said) : RecordedPlace.Nowhere($"There is no recording '{named}'.");

        var places = byId.Values.Where(candidate => BeginsAlike(candidate, said)).Select(candidate => At(candidate, said)).ToList();
        var found = places.Where(place => place.Recording is not null).ToList();
        return found switch
        {
            [] when places.Count > 0 => RecordedPlace.Nowhere(string.Join('\n', places.Select(place => place.Mismatch))),
            [] => RecordedPlace.Nowhere($"No recording begins with '{said.FirstOrDefault()?.Content}'."),
            _ when found.Any(place => !Same(place.Next!, found[0].Next!)) => RecordedPlace.Nowhere(
                $"{string.Join(", ", found.Select(place => place.Recording!.Id))} begin like this and continue differently; "
                + $"name one in the system prompt: 'recording: {found[0].Recording!.Id}'."),
            _ => found[0],
        };
    }

    private static RecordedPlace At(Trajectory recording, List<PromptMessage> sent)
    {
        var said = SoundPrompt.Undo(recording, sent);
        for (var i = 0; i < said.Count; i++)
        {
            if (i >= recording.Messages.Count)
                return RecordedPlace.Nowhere($"{recording.Id} has {recording.Messages.Count} messages; sent were {said.Count}.");
            if (WireMessage.Difference(recording.Messages[i], said[i]) is { } difference)
                return RecordedPlace.Nowhere($"{recording.Id}, message {i}, {difference}");
        }
        if (said.Count == recording.Messages.Count)
            return RecordedPlace.Nowhere($"{recording.Id} has ended: all its {said.Count} messages were sent.");
        var next = recording.Messages[said.Count];
        return next.Role == "assistant"
            ? new RecordedPlace(recording, said.Count, null)
            : RecordedPlace.Nowhere($"{recording.Id}, message {said.Count}, is of the {next.Role}, not of the assistant.");
    }

    private static bool BeginsAlike(Trajectory recording, List<PromptMessage> said) =>
        recording.Messages.Count > 0 && said.Count > 0 && Same(recording.Messages[0], said[0]);

    private static bool Same(PromptMessage a, PromptMessage b) => WireMessage.Difference(a, b) is null;

    [GeneratedRegex(@"\brecording:\s*([A-Za-z0-9_.-]+)")]
    private static partial Regex Named();
}

/// <summary>A place in a recording, or why there is none.</summary>
internal sealed record RecordedPlace(Trajectory? Recording, int Position, string? Mismatch)
{
    public PromptMessage? Next => Recording?.Messages[Position];

    public static RecordedPlace Nowhere(string mismatch) => new(null, 0, mismatch);
}
