using AgentGrains.Core.Ids;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;

namespace AgentGrains.Core.Owners;

/// <summary>Keeps a session's wake-up as early as its state needs it, with as few writes as that takes.</summary>
/// <remarks>
/// The order that survives any crash: a wake-up becomes earlier before the append that needs it, and later or none after the append that
/// frees it. So there may be a wake-up too many, which finds nothing to do and takes itself away, but never one too few.
/// </remarks>
internal sealed class WakeUpKeeper(SessionKey session, OwnerServices services)
{
    /// <summary>How long a run may be silent before somebody looks after it, should its host live but have lost it.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(60);

    /// <summary>The same for a run that only waits for somebody: nothing is under way that could be lost.</summary>
    public static readonly TimeSpan WaitingHeartbeat = TimeSpan.FromHours(1);

    private WakeUp? row;

    private bool known;

    /// <summary>A row of this stamp or a lower one may yet be overwritten by a write that failed and is carried out all the same.</summary>
    private long disputed = -1;

    /// <summary>Nothing was ever stored for the session.</summary>
    public void KnowNone() => known = true;

    /// <summary>The stored row may be another one than this owner set.</summary>
    public void Forget() => (row, known) = (null, false);

    /// <summary>Before an append at a position: the stored row is at least as early as the state after it needs.</summary>
    public ValueTask TightenAsync(long position, SessionState next, DateTimeOffset now, CancellationToken cancellation)
    {
        if (!next.Unfinished)
            return ValueTask.CompletedTask;
        var need = Need(position, next, now);
        return row is not null && row.Stamp > disputed && row.DueAt <= need.DueAt && (need.Owner is null || row.Owner == need.Owner)
            ? ValueTask.CompletedTask
            : SetAsync(need, cancellation);
    }

    /// <summary>Whether the stored row is earlier than the state needs, or names this host without need.</summary>
    public bool CanRelax(SessionState state, DateTimeOffset now) =>
        state.Unfinished && (row is null || row.DueAt <= now || (row.Stamp <= disputed && disputed < state.Position) || (row.Owner is not null && Need(state.Position, state, now).Owner is null));

    /// <summary>After an append, or when the session was called: the row is put off to when the state needs it.</summary>
    public ValueTask RelaxAsync(SessionState state, DateTimeOffset now, CancellationToken cancellation) =>
        CanRelax(state, now) ? SetAsync(Need(state.Position, state, now), cancellation) : ValueTask.CompletedTask;

    /// <summary>Whether there may be a row to remove.</summary>
    public bool CanRemove => !known || row is not null;

    /// <summary>After the last run ended and is listed: nobody needs to call any more.</summary>
    public async ValueTask RemoveAsync(long position, CancellationToken cancellation)
    {
        // A run that comes meanwhile must not rely on the row that goes.
        (row, known) = (null, false);
        // A row's stamp is the position its append was to get: below this position it is of what has ended, and a run created since has this one at least.
        await services.WakeUps.RemoveAsync(session, position, cancellation);
        known = true;
    }

    private async ValueTask SetAsync(WakeUp need, CancellationToken cancellation)
    {
        // Until the store has answered, nobody knows which row it holds.
        (row, known) = (null, false);
        var before = disputed;
        disputed = Math.Max(disputed, need.Stamp);
        await services.WakeUps.SetAsync(need, cancellation);
        (row, known, disputed) = (need, true, before);
    }

    private WakeUp Need(long position, SessionState state, DateTimeOffset now)
    {
        // What is near enough is the host's own business: it has a timer, and when the host is gone its rows are called at once.
        var next = SessionEngine.NextWake(state, services.Options) ?? DateTimeOffset.MaxValue;
        if (next <= now + Heartbeat || SessionEngine.Effects(state).Any())
            return new WakeUp(session, now + Heartbeat, services.Host, position);
        var due = now + WaitingHeartbeat;
        return new WakeUp(session, next < due ? next : due, null, position);
    }
}
