using System.Text;
using AgentGrains.Client;

namespace AgentGrains.Samples.Chat;

/// <summary>A conversation with an agent: each message is a run of one session, and its answer is written while the model streams it.</summary>
/// <param name="client">The service.</param>
/// <param name="agent">The agent.</param>
/// <param name="output">Where the answers are written.</param>
public sealed class Conversation(AgentGrainsClient client, string agent, TextWriter output)
{
    private string? session;

    /// <summary>Sends a message and writes the answer. The client reconnects the stream if the connection or the server fails.</summary>
    /// <param name="text">The message.</param>
    /// <param name="cancellation">Stops reading; the run continues.</param>
    /// <returns>The run after its end.</returns>
    public async Task<Run> SendAsync(string text, CancellationToken cancellation = default)
    {
        var run = await client.Runs.CreateAsync(new RunRequest(agent, text) { Session = session }, cancellation: cancellation);
        session = run.Session;

        var shown = new StringBuilder();
        (string? Step, int? Attempt) source = default;
        await foreach (var happened in client.Runs.EventsAsync(run.Id, cancellation: cancellation))
        {
            if (happened.Type != "message.delta")
                continue;
            // The next model call; or a new attempt of the same one, whose text starts from its beginning.
            if (source != (happened.Step, happened.Attempt))
            {
                if (shown.Length > 0)
                    await output.WriteLineAsync();
                shown.Clear();
                source = (happened.Step, happened.Attempt);
            }
            shown.Append(happened.TextDelta);
            await output.WriteAsync(happened.TextDelta);
        }

        // Deltas are not durable: pieces sent while no connection was open are missing. The output of the run is durable.
        run = await client.Runs.GetAsync(run.Id, cancellation);
        var whole = run.Output?.Text ?? "";
        if (whole != shown.ToString())
            await output.WriteAsync(shown.Length > 0 ? $"\n{whole}" : whole);
        await output.WriteLineAsync(run.Error is { } error ? $"{run.Status}: {error.Code} {error.Message}" : "");
        return run;
    }
}
