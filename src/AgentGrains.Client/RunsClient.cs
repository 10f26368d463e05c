using System.Globalization;
using System.Text.Json;
using AgentGrains.Client.Wire;

namespace AgentGrains.Client;

/// <summary>Starts runs, shows and lists them, and says to them what there is to say.</summary>
public sealed class RunsClient
{
    private readonly Connection connection;

    internal RunsClient(Connection connection) => this.connection = connection;

    /// <summary>Starts a run.</summary>
    /// <param name="request">What to run.</param>
    /// <param name="wait">How long the service is to wait for the run to settle, in whole seconds up to 60; null answers at once.</param>
    /// <param name="cancellation">Stops waiting; the run may continue.</param>
    public Task<Run> CreateAsync(RunRequest request, TimeSpan? wait = null, CancellationToken cancellation = default) => connection.PostAsync(
        "v1/runs", JsonSerializer.SerializeToUtf8Bytes(request, ClientJson.Default.RunRequest),
        wait is { } time ? ("Prefer", string.Create(CultureInfo.InvariantCulture, $"wait={(int)Math.Ceiling(time.TotalSeconds)}")) : null, ClientJson.Default.Run, cancellation);

    /// <summary>A run.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<Run> GetAsync(string id, CancellationToken cancellation = default) => connection.GetAsync($"v1/runs/{Paths.Name(id)}", ClientJson.Default.Run, cancellation);

    /// <summary>The run once it has settled: it has ended, waits or is paused.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<Run> WaitAsync(string id, CancellationToken cancellation = default)
    {
        var run = await GetAsync(id, cancellation);
        if (run.HasSettled)
            return run;
        await foreach (var happened in EventsAsync(id, -1, cancellation))
        {
            if (!happened.EndsRun && happened.Type is not ("run.waiting" or "run.paused"))
                continue;
            run = await GetAsync(id, cancellation);
            if (run.HasSettled)
                return run;
        }
        return await GetAsync(id, cancellation);
    }

    /// <summary>A page of runs, the newest first.</summary>
    /// <param name="filter">Which runs; null for all.</param>
    /// <param name="limit">The most items.</param>
    /// <param name="cursor">The <c>NextCursor</c> of the previous page; null for the first page.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<Page<Run>> ListAsync(RunFilter? filter = null, int? limit = null, string? cursor = null, CancellationToken cancellation = default) => connection.GetAsync(
        Paths.Query(
            "v1/runs", ("status", filter?.Status), ("agent", filter?.Agent), ("session", filter?.Session),
            ("created_after", filter?.CreatedAfter?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)),
            ("limit", limit?.ToString(CultureInfo.InvariantCulture)), ("cursor", cursor)),
        ClientJson.Default.RunPage, cancellation);

    /// <summary>A page of a run's steps, the oldest first.</summary>
    /// <param name="id">The run.</param>
    /// <param name="limit">The most items.</param>
    /// <param name="cursor">The <c>NextCursor</c> of the previous page; null for the first page.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<Page<RunStep>> StepsAsync(string id, int? limit = null, string? cursor = null, CancellationToken cancellation = default) => connection.GetAsync(
        Paths.Query($"v1/runs/{Paths.Name(id)}/steps", ("limit", limit?.ToString(CultureInfo.InvariantCulture)), ("cursor", cursor)), ClientJson.Default.StepPage, cancellation);

    /// <summary>The run's events after a position, to its last; resumes by itself if the stream breaks.</summary>
    /// <param name="id">The run.</param>
    /// <param name="after">Begin after this position; -1 for the beginning.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public IAsyncEnumerable<RunEvent> EventsAsync(string id, long after = -1, CancellationToken cancellation = default) =>
        EventStream.ReadAsync(connection, $"v1/runs/{Paths.Name(id)}/events", after, async token => (await GetAsync(id, token)).HasEnded, cancellation);

    /// <summary>Says something to an active run.</summary>
    /// <param name="id">The run.</param>
    /// <param name="content">A text, which converts to it, or parts.</param>
    /// <param name="messageId">Its own id: the same one counts once, also after the run has ended; null lets the service make one.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<Run> SendMessageAsync(string id, MessageContent content, string? messageId = null, CancellationToken cancellation = default) =>
        PostAsync(id, "/messages", JsonSerializer.SerializeToUtf8Bytes(new MessageRequest(content, messageId), ClientJson.Default.MessageRequest), cancellation);

    /// <summary>Answers a client tool.</summary>
    /// <param name="id">The run.</param>
    /// <param name="toolCallId">The call.</param>
    /// <param name="content">What goes to the model.</param>
    /// <param name="isError">Whether the tool failed.</param>
    /// <param name="answerId">Its own id: the same one counts once, also after the run has ended; null: the call counts once.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<Run> AnswerToolCallAsync(string id, string toolCallId, string content, bool isError = false, string? answerId = null, CancellationToken cancellation = default) =>
        PostAsync(id, "/tool-results", JsonSerializer.SerializeToUtf8Bytes(new ToolResultRequest(toolCallId, content, isError, answerId), ClientJson.Default.ToolResultRequest), cancellation);

    /// <summary>Sends a signal.</summary>
    /// <param name="id">The run.</param>
    /// <param name="name">The signal's name.</param>
    /// <param name="content">What it brings.</param>
    /// <param name="signalId">Its own id; null lets the service make one.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<Run> SendSignalAsync(string id, string name, string content, string? signalId = null, CancellationToken cancellation = default) =>
        PostAsync(id, "/signals", JsonSerializer.SerializeToUtf8Bytes(new SignalRequest(name, content, signalId), ClientJson.Default.SignalRequest), cancellation);

    /// <summary>Stops a run cooperatively.</summary>
    /// <param name="id">The run.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<Run> CancelAsync(string id, CancellationToken cancellation = default) => PostAsync(id, ":cancel", [], cancellation);

    /// <summary>Stops a run at once.</summary>
    /// <param name="id">The run.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<Run> TerminateAsync(string id, CancellationToken cancellation = default) => PostAsync(id, ":terminate", [], cancellation);

    /// <summary>Pauses a run.</summary>
    /// <param name="id">The run.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<Run> PauseAsync(string id, CancellationToken cancellation = default) => PostAsync(id, ":pause", [], cancellation);

    /// <summary>Lets a held step be tried again. See <see cref="Run.Holds"/>.</summary>
    /// <param name="id">The run.</param>
    /// <param name="step">The step's id.</param>
    /// <param name="attempt">The attempt after which it is held.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<Run> RetryAsync(string id, string step, int attempt, CancellationToken cancellation = default) =>
        PostAsync(id, ":retry", JsonSerializer.SerializeToUtf8Bytes(new RetryRequest(step, attempt), ClientJson.Default.RetryRequest), cancellation);

    /// <summary>Lets a quarantined run continue. See <see cref="Run.Holds"/>.</summary>
    /// <param name="id">The run.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<Run> RetryAsync(string id, CancellationToken cancellation = default) =>
        PostAsync(id, ":retry", JsonSerializer.SerializeToUtf8Bytes(new RetryRequest(null, null), ClientJson.Default.RetryRequest), cancellation);

    /// <summary>Gives the result of a held tool step, which is then not tried again.</summary>
    /// <param name="id">The run.</param>
    /// <param name="step">The step's id.</param>
    /// <param name="attempt">The attempt after which it is held.</param>
    /// <param name="content">What goes to the model.</param>
    /// <param name="isError">Whether the tool failed.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<Run> SkipAsync(string id, string step, int attempt, string content, bool isError = false, CancellationToken cancellation = default) =>
        PostAsync(id, ":skip", JsonSerializer.SerializeToUtf8Bytes(new SkipRequest(step, attempt, content, isError), ClientJson.Default.SkipRequest), cancellation);

    /// <summary>Undoes a pause; what is held stays held.</summary>
    /// <param name="id">The run.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<Run> ResumeAsync(string id, CancellationToken cancellation = default) => PostAsync(id, ":resume", [], cancellation);

    private Task<Run> PostAsync(string id, string what, byte[] body, CancellationToken cancellation) =>
        connection.PostAsync($"v1/runs/{Paths.Name(id)}{what}", body, null, ClientJson.Default.Run, cancellation);
}

/// <summary>Which runs to list. Null means any.</summary>
/// <param name="Status">With this status.</param>
/// <param name="Agent">Of this agent.</param>
/// <param name="Session">Of this session.</param>
/// <param name="CreatedAfter">Created after this time.</param>
public sealed record RunFilter(string? Status = null, string? Agent = null, string? Session = null, DateTimeOffset? CreatedAfter = null);
