using System.Text.Json.Serialization;
using AgentGrains.Core.Sessions;

namespace AgentGrains.Api.Sessions;

/// <summary>Asks for a session.</summary>
/// <param name="Agent">The agent it is an instance of.</param>
/// <param name="Metadata">Your own notes: at most 16 pairs.</param>
internal sealed record CreateSessionRequest(string Agent, IReadOnlyDictionary<string, string>? Metadata = null);

/// <summary>A session: one conversation with an agent.</summary>
/// <param name="Id">Its id, <c>ses_…</c>.</param>
/// <param name="Agent">Its agent.</param>
/// <param name="Status"><c>active</c> while it has a run that has not ended, else <c>idle</c>.</param>
/// <param name="CreatedAt">When it was opened.</param>
/// <param name="Metadata">Your own notes.</param>
internal sealed record SessionBody(string Id, string Agent, string Status, DateTimeOffset CreatedAt, IReadOnlyDictionary<string, string> Metadata)
{
    public static SessionBody Of(SessionView view) => new(view.Id.ToString(), view.Agent, view.Status, view.CreatedAt, view.Metadata);
}

/// <summary>A page of sessions, the newest first.</summary>
/// <param name="Data">The sessions.</param>
/// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
internal sealed record SessionListBody(IReadOnlyList<SessionBody> Data, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? NextCursor);
