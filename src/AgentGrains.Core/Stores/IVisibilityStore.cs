using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;

namespace AgentGrains.Core.Stores;

/// <summary>The queryable, eventually consistent list of sessions and runs. Safe for concurrent use.</summary>
public interface IVisibilityStore
{
    /// <summary>How long it is known of a session that it was erased: longer than a host may take to deliver what it knew of it.</summary>
    static readonly TimeSpan ErasedKept = TimeSpan.FromDays(7);

    /// <summary>Lists or relists; durable when the call returns, idempotent. A run's view with a lower position than the stored one is dropped, and so is all of a session that was erased.</summary>
    ValueTask UpsertAsync(TenantId tenant, IReadOnlyList<VisibilityChange> changes, CancellationToken cancellation);

    /// <summary>One run, as it was last listed; null where it is not listed.</summary>
    ValueTask<RunView?> ReadRunAsync(TenantId tenant, RunId run, CancellationToken cancellation);

    /// <summary>Runs that match, the newest first (by id, descending), starting after <see cref="VisibilityQuery.After"/>.</summary>
    ValueTask<IReadOnlyList<RunView>> ListRunsAsync(TenantId tenant, VisibilityQuery query, CancellationToken cancellation);

    /// <summary>Sessions that match, the newest first (by id, descending). A session is <c>active</c> while it has a listed run that has not ended, else <c>idle</c>.</summary>
    ValueTask<IReadOnlyList<SessionView>> ListSessionsAsync(TenantId tenant, VisibilityQuery query, CancellationToken cancellation);

    /// <summary>Takes the session and its runs off the list, and remembers for <see cref="ErasedKept"/> that it was erased: a host that delivers late lists nothing of it again. Idempotent.</summary>
    /// <param name="session">The session, whether or not it is listed.</param>
    /// <param name="at">The time. What was erased longer ago than <see cref="ErasedKept"/> may be forgotten.</param>
    /// <param name="cancellation">Gives up.</param>
    ValueTask DeleteAsync(SessionKey session, DateTimeOffset at, CancellationToken cancellation);

    /// <summary>Whether a session was erased lately.</summary>
    ValueTask<bool> IsErasedAsync(SessionKey session, CancellationToken cancellation);
}

/// <summary>One change of the list: a session or a run.</summary>
/// <param name="Session">The session to list, where it is new.</param>
/// <param name="Run">The run to list.</param>
/// <param name="Position">The journal position the view was taken at.</param>
public sealed record VisibilityChange(SessionView? Session, RunView? Run, long Position);

/// <summary>What to list. Null means any.</summary>
/// <param name="Agent">Of this agent.</param>
/// <param name="Session">Runs of this session.</param>
/// <param name="Status">With this status: for runs one of theirs, for sessions <c>active</c> or <c>idle</c>.</param>
/// <param name="CreatedAfter">Made after this time.</param>
/// <param name="After">Begin after this id (that is, with older ones).</param>
/// <param name="Limit">At most so many, at least 1.</param>
public sealed record VisibilityQuery(string? Agent, SessionId? Session, string? Status, DateTimeOffset? CreatedAfter, string? After, int Limit);
