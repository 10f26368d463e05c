using System.Text.Json;
using AgentGrains.Testing.Doubles;

namespace AgentGrains.Replay.Driving;

/// <summary>Plays recordings: an agent and a session for each, a run for each message of the customer.</summary>
internal sealed class Player(Api api, ToolDouble tools, PlaySettings settings, Action sawEvent)
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
            return new PlayedConversation(recording, session, runs, messages.GetProperty("data"), reader.Seen, afresh, reader.Connections);
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
        Tools = recording.Calls.Select(call => call.Tool).Distinct(StringComparer.Ordinal).Select(name => new
        {
            Type = "http",
            Name = name,
            Url = tools.UrlOf(recording.Id, name).ToString(),
            Effect = settings.LookUpsAreRead && IsLookUp(name) ? "read" : "idempotent",
            TimeoutMs = settings.ToolTimeoutMs,
            EndsRun = name == RecordedTurn.HandOver,
            Parameters = new { type = "object" },
        }).ToList(),
    };

    private static bool IsLookUp(string tool) =>
        tool is "think" or "calculate" || tool.StartsWith("get_", StringComparison.Ordinal)
        || tool.StartsWith("search_", StringComparison.Ordinal) || tool.StartsWith("list_", StringComparison.Ordinal);
}

/// <summary>How agents are made that play recordings.</summary>
/// <param name="LookUpsAreRead">Whether tools that only look things up say so; else all tools are <c>idempotent</c>.</param>
/// <param name="ToolTimeoutMs">How long a tool may take.</param>
internal sealed record PlaySettings(bool LookUpsAreRead, int ToolTimeoutMs);
