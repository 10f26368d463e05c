using AgentGrains.Core.Ids;

namespace AgentGrains.Core.Stores;

/// <summary>Durable rows that say when a session is to be called: at most one for each session. Not atomic with the journal.</summary>
/// <remarks>
/// The owner sets a wake-up before it appends what makes it needed and removes it after it appended what makes it needless, so a crash
/// between the two leaves a wake-up too many, never one too few. Stamps rise with journal positions: they order the writes of two owners.
/// Safe for concurrent use.
/// </remarks>
public interface IWakeUpStore
{
    /// <summary>Sets the session's wake-up. One whose stamp is lower than the stored row's is dropped.</summary>
    ValueTask SetAsync(WakeUp wakeUp, CancellationToken cancellation);

    /// <summary>Removes the session's wake-up where its stamp is lower than <paramref name="stamp"/>.</summary>
    ValueTask RemoveAsync(SessionKey session, long stamp, CancellationToken cancellation);

    /// <summary>The session's wake-up as it is stored now; null where it has none.</summary>
    ValueTask<WakeUp?> FindAsync(SessionKey session, CancellationToken cancellation);

    /// <summary>A shard's wake-ups that are due at or before a time, the earliest first.</summary>
    ValueTask<IReadOnlyList<WakeUp>> ReadDueAsync(int shard, DateTimeOffset dueBy, int limit, CancellationToken cancellation);

    /// <summary>A shard's wake-ups whose owner is set and is none of <paramref name="alive"/>, by session: the runs whose host is gone.</summary>
    ValueTask<IReadOnlyList<WakeUp>> ReadOrphanedAsync(int shard, IReadOnlyCollection<string> alive, int limit, CancellationToken cancellation);
}
