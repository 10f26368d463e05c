using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Stores;

namespace AgentGrains.Grains.Tests.Hosting;

/// <summary>Counts the calls of stores about each session, and makes one of them fail: before it is executed, or after. Safe for concurrent use.</summary>
internal sealed class StoreCrashes
{
    private readonly ConcurrentDictionary<SessionKey, Point> points = new();

    /// <summary>Which call of a session's fails, from 1; 0 none.</summary>
    public void Set(SessionKey session, int at, bool after) => points[session] = new Point(at, after);

    /// <summary>How many calls there were.</summary>
    public int CallsOf(SessionKey session) => points[session].Calls;

    public IJournalStore Over(IJournalStore journal) => new CrashingJournal(journal, this);

    public IWakeUpStore Over(IWakeUpStore wakeUps) => new CrashingWakeUps(wakeUps, this);

    private async ValueTask<T> CallAsync<T>(SessionKey session, Func<ValueTask<T>> call)
    {
        var point = points.GetOrAdd(session, static _ => new Point(0, false));
        var fails = point.Next();
        if (fails && !point.After)
            throw Failure();
        var answer = await call();
        return fails ? throw Failure() : answer;
    }

    private static AgentGrainsException Failure() => new(ErrorCodes.StoreUnavailable, "The store failed, because a test said so.");

    private sealed class Point(int at, bool after)
    {
        private int calls;

        public int Calls => Volatile.Read(ref calls);

        public bool After => after;

        public bool Next() => Interlocked.Increment(ref calls) == at;
    }

    private sealed class CrashingJournal(IJournalStore inner, StoreCrashes crashes) : PassingJournal(inner)
    {
        public override async ValueTask AppendAsync(JournalAppend append, CancellationToken cancellation) => await crashes.CallAsync(append.Session, async () =>
        {
            await Inner.AppendAsync(append, cancellation);
            return true;
        });

        public override ValueTask<JournalOpening?> OpenAsync(SessionKey session, CancellationToken cancellation) =>
            crashes.CallAsync(session, () => Inner.OpenAsync(session, cancellation));

        public override ValueTask<SessionHeader?> ReadHeaderAsync(SessionKey session, CancellationToken cancellation) =>
            crashes.CallAsync(session, () => Inner.ReadHeaderAsync(session, cancellation));

        public override async IAsyncEnumerable<JournalRecord> ReadAsync(SessionKey session, long from, long to, [EnumeratorCancellation] CancellationToken cancellation)
        {
            foreach (var record in await crashes.CallAsync(session, async () => await Inner.ReadAsync(session, from, to, cancellation).ToListAsync(cancellation)))
                yield return record;
        }
    }

    private sealed class CrashingWakeUps(IWakeUpStore inner, StoreCrashes crashes) : PassingWakeUps(inner)
    {
        public override async ValueTask SetAsync(WakeUp wakeUp, CancellationToken cancellation) => await crashes.CallAsync(wakeUp.Session, async () =>
        {
            await Inner.SetAsync(wakeUp, cancellation);
            return true;
        });

        public override async ValueTask RemoveAsync(SessionKey session, long stamp, CancellationToken cancellation) => await crashes.CallAsync(session, async () =>
        {
            await Inner.RemoveAsync(session, stamp, cancellation);
            return true;
        });
    }
}
