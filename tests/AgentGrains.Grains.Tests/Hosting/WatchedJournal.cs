using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Stores;

namespace AgentGrains.Grains.Tests.Hosting;

/// <summary>Tells when something is written, so that a test can wait for it. Safe for concurrent use.</summary>
internal sealed class WatchedJournal(IJournalStore inner) : PassingJournal(inner)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private readonly Dictionary<SessionKey, List<PlacedEntry>> written = [];
    private readonly List<(Func<bool> Holds, TaskCompletionSource Told)> waiting = [];
    private int conflicts;

    /// <summary>How many appends lost to another owner's.</summary>
    public int Conflicts => Volatile.Read(ref conflicts);

    /// <summary>Another process's way to the same journals, watched together with this one.</summary>
    public IJournalStore Over(IJournalStore other) => new View(this, other);

    public override ValueTask AppendAsync(JournalAppend append, CancellationToken cancellation) => AppendAsync(Inner, append, cancellation);

    private async ValueTask AppendAsync(IJournalStore store, JournalAppend append, CancellationToken cancellation)
    {
        try
        {
            await store.AppendAsync(append, cancellation);
        }
        catch (JournalConflictException)
        {
            Interlocked.Increment(ref conflicts);
            throw;
        }
        lock (gate)
        {
            if (!written.TryGetValue(append.Session, out var entries))
                written.Add(append.Session, entries = []);
            entries.AddRange(JournalCodec.Decode(new JournalRecord(append.Position, append.Count, append.Content)));
            foreach (var waiter in waiting.Where(waiter => waiter.Holds()).ToList())
            {
                waiting.Remove(waiter);
                waiter.Told.SetResult();
            }
        }
    }

    /// <summary>Waits until so many entries of a kind are written to a session.</summary>
    public async Task WhenWrittenAsync(SessionKey session, Func<Entry, bool> counts, int times, string expected)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (Holds())
                return;
            waiting.Add((Holds, told));
        }
        try
        {
            await told.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"Expected of {session} within {Patience}: {expected}. Written were:\n{Text(session)}", late);
        }

        bool Holds() => written.TryGetValue(session, out var entries) && entries.Count(placed => counts(placed.Entry)) >= times;
    }

    private string Text(SessionKey session)
    {
        lock (gate)
            return string.Join('\n', written.GetValueOrDefault(session, []));
    }

    private sealed class View(WatchedJournal watched, IJournalStore inner) : PassingJournal(inner)
    {
        public override ValueTask AppendAsync(JournalAppend append, CancellationToken cancellation) => watched.AppendAsync(Inner, append, cancellation);
    }
}
