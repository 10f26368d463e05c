using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;
using AgentGrains.Runtime.Sessions;

namespace AgentGrains.Runtime.WakeUps;

/// <summary>Keeps a session's wake-up as early as its state needs it, with as few writes as that takes.</summary>
/// <remarks>
/// The order that survives any crash: a wake-up becomes earlier before the append that needs it, and later or none after the append that
/// frees it. So there may be a wake-up too many, which finds nothing to do and takes itself away, but never one too few.
/// All times are the host's.
/// </remarks>
internal sealed class WakeUpKeeper(SessionKey session, SessionServices services, OwnerClock clock)
{
    /// <summary>What the heartbeat is for a run that only waits for input: no effect is in flight that could be lost.</summary>
    public static readonly TimeSpan WaitingHeartbeat = TimeSpan.FromHours(1);

    /// <summary>How much before its time a row may be called: shards look ahead to their next look, half a minute by default.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(40);

    private WakeUp? row;

    private bool known;

    /// <summary>Nothing was ever stored for the session.</summary>
    public void KnowNone() => known = true;

    /// <summary>The session was called, so the stored row is due. Whether it is another row than the one this owner set, which no row of this position replaces.</summary>
    public bool Forget(DateTimeOffset now)
    {
        var stray = row is not null && row.DueAt > now + Early;
        (row, known) = (null, false);
        return stray;
    }

    /// <summary>
    /// Of a session that is not there: whether its row is one that a first append relies on, which may still be on its way. Any other was read, or set, as the session
    /// was erased: there is nothing to fence off, and nothing may be written of it. The row goes.
    /// </summary>
    public async ValueTask<bool> AwaitsFirstAppendAsync()
    {
        if (await services.WakeUps.FindAsync(session, CancellationToken.None) is not { } stored)
            return false;
        if (stored.Stamp == BeforeAppend(0))
            return true;
        // It may be of an append that came while the row was read, by this owner or by another host's.
        if (await services.Journal.ReadHeaderAsync(session, CancellationToken.None) is not null)
            return false;
        // An erasure may have been cut off in the middle of the journal.
        await services.Journal.DeleteAsync(session, CancellationToken.None);
        await services.WakeUps.RemoveAsync(session, stored.Stamp + 1, CancellationToken.None);
        return false;
    }

    /// <summary>Before an append: the stored row is at least as early as the state after it needs.</summary>
    public ValueTask TightenAsync(SessionState before, SessionState next, DateTimeOffset now, CancellationToken cancellation)
    {
        if (!next.Unfinished)
            return ValueTask.CompletedTask;
        var (due, owner) = Need(next, now);
        // What is left of a run that ended may be removed at any time, by another owner too.
        if (before.Unfinished && row is not null && row.DueAt <= due && (owner is null || row.Owner == owner))
            return ValueTask.CompletedTask;
        // The append may yet lose to another owner's, whose run then has this row: it is one that is called soon, whatever happens.
        var soon = now + SessionHost.Heartbeat;
        return SetAsync(new WakeUp(session, due < soon ? due : soon, services.Host, BeforeAppend(before.Position)), cancellation);
    }

    /// <summary>After an append, or when the session was called: the row is put off to when the state needs it.</summary>
    public ValueTask RelaxAsync(SessionState state, DateTimeOffset now, CancellationToken cancellation)
    {
        if (!state.Unfinished)
            return ValueTask.CompletedTask;
        var (due, owner) = Need(state, now);
        var early = row is null || row.DueAt <= now || (row.Owner is not null && owner is null);
        return early ? SetAsync(new WakeUp(session, due, owner, AtRest(state.Position)), cancellation) : ValueTask.CompletedTask;
    }

    /// <summary>Before the journal is erased: the row that calls the session until the rest is done. No row of a first append, which would be waited for.</summary>
    public ValueTask KeepForErasureAsync(long position, DateTimeOffset now, CancellationToken cancellation) =>
        SetAsync(new WakeUp(session, now + SessionHost.Heartbeat, services.Host, AtRest(position)), cancellation);

    /// <summary>Whether there may be a row to remove.</summary>
    public bool CanRemove => !known || row is not null;

    /// <summary>After the last run has ended and is listed: no wake-up is needed any more.</summary>
    public async ValueTask RemoveAsync(long position, CancellationToken cancellation)
    {
        // A run that comes meanwhile must not rely on the row that goes.
        (row, known) = (null, false);
        // What was set before this position was reached is of what has ended; a run created since has the stamp of an append at this position at least.
        await services.WakeUps.RemoveAsync(session, AtRest(position), cancellation);
        known = true;
    }

    // Two stamps a position, in the order in which an owner uses them: a row put off at a position, perhaps by an owner before this one and late,
    // never takes the place of the row that an append at this position relies on.
    internal static long AtRest(long position) => 2 * position;

    private static long BeforeAppend(long position) => (2 * position) + 1;

    private async ValueTask SetAsync(WakeUp need, CancellationToken cancellation)
    {
        // Until the store has answered, it is unknown which row it holds.
        (row, known) = (null, false);
        await services.WakeUps.SetAsync(need, cancellation);
        (row, known) = (need, true);
    }

    private (DateTimeOffset DueAt, string? Owner) Need(SessionState state, DateTimeOffset now)
    {
        // What is near enough is the host's own business: it has a timer, and when the host is gone its rows are called at once.
        var next = clock.OnHost(SessionEngine.NextWake(state, services.Options) ?? DateTimeOffset.MaxValue);
        // What a draining host leaves undone is not in the state: the next owner checks.
        if (next <= now + SessionHost.Heartbeat || SessionEngine.AnyEffect(state) || state.Erasing || services.Gate.IsClosed)
            return (now + SessionHost.Heartbeat, services.Host);
        var due = now + WaitingHeartbeat;
        return (next < due ? next : due, null);
    }
}
