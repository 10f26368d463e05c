using System.Text.Json;
using AgentGrains.Core.Agents;
using AgentGrains.Testing.Doubles;

namespace AgentGrains.Harness.Replay.Driving;

/// <summary>Plays recordings: an agent and a session for each, a run for each message of the customer.</summary>
public sealed class Player(PatientClient api, ToolDouble tools, PlaySettings settings, Action<SeenEvent> sawEvent)
{
    /// <summary>Plays one recording to its end.</summary>
    public async Task<PlayedConversation> PlayAsync(Trajectory recording, int seed, CancellationToken cancellation)
    {
        await api.PutAsync($"/v1/agents/{recording.Id}", Agent(recording), cancellation);
        var opened = await api.PostAsync("/v1/sessions", new { agent = recording.Id }, $"{recording.Id}/session", cancellation);
        var session = opened.GetProperty("id").GetString()!;

        using var leave = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var reader = new EventReader(api, session, new Random(seed), sawEvent);
        var reading = reader.ReadAsync(leave.Token);
        try
        {
            var runs = await TalkAsync(recording, session, reader, reading, cancellation);
            var last = runs[^1].GetProperty("id").GetString()!;
            var afresh = await reader.ReadAfreshAsync(last, cancellation);
            var messages = await api.GetAsync($"/v1/sessions/{session}/messages", cancellation);
            return new PlayedConversation(recording, session, runs, messages.GetProperty("data"), reader.Seen, afresh, reader.Connections, reader.Cuts);
        }
        finally
        {
            await leave.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<List<JsonElement>> TalkAsync(Trajectory recording, string session, EventReader reader, Task reading, CancellationToken cancellation)
    {
        var runs = new List<JsonElement>();
        foreach (var turn in RecordedTurn.Of(recording))
        {
            var body = new { agent = recording.Id, session, input = turn.Said, limits = turn.Limits };
            var run = await api.PostAsync("/v1/runs", body, $"{recording.Id}/{runs.Count}", cancellation);
            var id = run.GetProperty("id").GetString()!;
            // The stream shows every end; a reader that fails must not be waited for.
            var end = reader.EndOf(id);
            if (await Task.WhenAny(end, reading).WaitAsync(cancellation) == reading)
                await reading;
            runs.Add(await api.GetAsync($"/v1/runs/{id}", cancellation));
        }
        return runs;
    }

    private object Agent(Trajectory recording) => new
    {
        Model = "default",
        Instructions = ModelDouble.Instructions(recording.Id),
        Tools = recording.Messages.SelectMany(message => message.ToolCalls).Select(call => call.Name).Distinct(StringComparer.Ordinal).Select(name => Tool(recording, name)).ToList(),
    };

    private object Tool(Trajectory recording, string name) => BuiltinTools.Find(name) is not null ? new { Type = "builtin", Name = name } : new
    {
        Type = "http",
        Name = name,
        Url = tools.UrlOf(recording.Id, name).ToString(),
        Effect = settings.EffectOf(name),
        TimeoutMs = settings.ToolTimeoutMs,
        EndsRun = name == RecordedTurn.HandOver,
        Parameters = new { type = "object" },
    };
}

/// <summary>How agents are made that play recordings.</summary>
/// <param name="EffectOf">What a tool does to the world, by its name.</param>
/// <param name="ToolTimeoutMs">How long a tool may take.</param>
public sealed record PlaySettings(Func<string, string> EffectOf, int ToolTimeoutMs)
{
    /// <summary>Tools that only look things up say so, and each may take its time.</summary>
    public static PlaySettings Patient { get; } = new(name => IsLookUp(name) ? "read" : "idempotent", 30_000);

    /// <summary>All tools go by their keys, and none may take long.</summary>
    public static PlaySettings Impatient { get; } = new(_ => "idempotent", 1000);

    private static bool IsLookUp(string tool) =>
        tool is "think" or "calculate" || tool.StartsWith("get_", StringComparison.Ordinal)
        || tool.StartsWith("search_", StringComparison.Ordinal) || tool.StartsWith("list_", StringComparison.Ordinal);
}
