using System.Globalization;
using System.Text.Json;
using AgentGrains.Client.Wire;

namespace AgentGrains.Client;

/// <summary>Opens sessions, shows, lists and erases them.</summary>
public sealed class SessionsClient
{
    private readonly Connection connection;

    internal SessionsClient(Connection connection) => this.connection = connection;

    /// <summary>Opens a session.</summary>
    /// <param name="agent">Its agent.</param>
    /// <param name="metadata">Your own notes.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<Session> CreateAsync(string agent, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellation = default) =>
        connection.PostAsync("v1/sessions", JsonSerializer.SerializeToUtf8Bytes(new SessionRequest(agent, metadata), ClientJson.Default.SessionRequest), null, ClientJson.Default.Session, cancellation);

    /// <summary>A session.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<Session> GetAsync(string id, CancellationToken cancellation = default) =>
        connection.GetAsync($"v1/sessions/{Paths.Name(id)}", ClientJson.Default.Session, cancellation);

    /// <summary>A page of sessions, the newest first.</summary>
    /// <param name="agent">Of this agent.</param>
    /// <param name="status"><c>active</c> or <c>idle</c>.</param>
    /// <param name="limit">The most items.</param>
    /// <param name="cursor">The <c>NextCursor</c> of the previous page; null for the first page.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<Page<Session>> ListAsync(string? agent = null, string? status = null, int? limit = null, string? cursor = null, CancellationToken cancellation = default) =>
        connection.GetAsync(
            Paths.Query("v1/sessions", ("agent", agent), ("status", status), ("limit", limit?.ToString(CultureInfo.InvariantCulture)), ("cursor", cursor)), ClientJson.Default.SessionPage, cancellation);

    /// <summary>The conversation, the oldest message first; without a limit, all of it up to 1,000 messages.</summary>
    /// <param name="id">The session.</param>
    /// <param name="limit">The most messages.</param>
    /// <param name="cursor">The <c>NextCursor</c> of the previous page; null for the first page.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<Page<Message>> MessagesAsync(string id, int? limit = null, string? cursor = null, CancellationToken cancellation = default) =>
        connection.GetAsync(
            Paths.Query($"v1/sessions/{Paths.Name(id)}/messages", ("limit", limit?.ToString(CultureInfo.InvariantCulture)), ("cursor", cursor)), ClientJson.Default.MessagePage, cancellation);

    /// <summary>The session's events after a position, without end; resumes by itself if the stream breaks.</summary>
    /// <param name="id">The session.</param>
    /// <param name="after">Begin after this position; -1 for the beginning.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public IAsyncEnumerable<RunEvent> EventsAsync(string id, long after = -1, CancellationToken cancellation = default) =>
        EventStream.ReadAsync(connection, $"v1/sessions/{Paths.Name(id)}/events", after, null, cancellation);

    /// <summary>Erases a session.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task DeleteAsync(string id, CancellationToken cancellation = default) => connection.DeleteAsync($"v1/sessions/{Paths.Name(id)}", cancellation);
}
