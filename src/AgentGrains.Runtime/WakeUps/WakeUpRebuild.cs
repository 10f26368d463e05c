using AgentGrains.Core;
using AgentGrains.Core.Stores;

namespace AgentGrains.Runtime.WakeUps;

/// <summary>Rebuilds the wake-ups from the headers of the sessions: after journals were restored without them.</summary>
public static class WakeUpRebuild
{
    /// <summary>
    /// Sets a wake-up, due at once, for every session with a run that has not ended. A called session decides what is due, and postpones its row to that time,
    /// so that one too many costs a call. Hosts may be at work meanwhile, and it may be done again: what an owner relies on stays.
    /// </summary>
    /// <returns>For how many sessions.</returns>
    public static async Task<int> RunAsync(IJournalStore journal, IWakeUpStore wakeUps, TimeProvider time, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(wakeUps);
        ArgumentNullException.ThrowIfNull(time);
        var sessions = 0;
        await foreach (var session in journal.ReadUnfinishedAsync(cancellation))
        {
            if (await journal.ReadHeaderAsync(session, cancellation) is not { Unfinished: true } header)
                continue;
            await wakeUps.SetAsync(new WakeUp(session, WireTime.Trim(time.GetUtcNow()), null, WakeUpKeeper.AtRest(header.Position)), cancellation);
            sessions++;
        }
        return sessions;
    }
}
