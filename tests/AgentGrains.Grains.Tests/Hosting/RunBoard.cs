using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions.Lifecycle;
using AgentGrains.Core.Sessions.Steps;
using AgentGrains.Core.Stores;

namespace AgentGrains.Grains.Tests.Hosting;

/// <summary>Follows sessions of one run each, which each asks its model once: whether an attempt is in flight, until when it waits, whether it has completed. Safe for concurrent use.</summary>
internal sealed class RunBoard(IJournalStore inner, TimeProvider time, IEnumerable<SessionKey> sessions) : PassingJournal(inner)
{
    private readonly Lock gate = new();
    private readonly HashSet<SessionKey> inFlight = [.. sessions];
    private readonly Dictionary<SessionKey, DateTimeOffset> waiting = [];
    private readonly List<SessionKey> held = [];
    private TaskCompletionSource? quiet;

    /// <summary>The sessions whose run waited for a person at any time.</summary>
    public IReadOnlyList<SessionKey> Held
    {
        get
        {
            lock (gate)
                return [.. held];
        }
    }

    /// <summary>How many sessions have an attempt in flight.</summary>
    public int InFlight
    {
        get
        {
            lock (gate)
                return inFlight.Count;
        }
    }

    /// <summary>When the next attempt is due; null if all runs have completed.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (gate)
                return waiting.Count == 0 ? null : waiting.Values.Min();
        }
    }

    /// <summary>Ends when no attempt is in flight or due, and each session has set its timer.</summary>
    public Task WhenQuietAsync()
    {
        lock (gate)
        {
            quiet = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Notify();
            return quiet.Task;
        }
    }

    public override string ToString()
    {
        lock (gate)
            return string.Join('\n', inFlight.Select(static session => $"{session} is in flight").Concat(waiting.Select(static run => $"{run.Key} waits until {run.Value:O}")));
    }

    public override async ValueTask AppendAsync(JournalAppend append, CancellationToken cancellation)
    {
        await base.AppendAsync(append, cancellation);
        // After the turn of the session that appends: it sets its timer in that.
        _ = Task.Factory.StartNew(() => Note(append), CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Current);
    }

    private void Note(JournalAppend append)
    {
        lock (gate)
        {
            foreach (var placed in JournalCodec.Decode(new JournalRecord(append.Position, append.Count, append.Content)))
                Note(append.Session, placed.Entry);
            Notify();
        }
    }

    private void Note(SessionKey session, Entry entry)
    {
        switch (entry)
        {
            case AttemptStarted:
                waiting.Remove(session);
                inFlight.Add(session);
                break;
            case AttemptFailed failed:
                inFlight.Remove(session);
                waiting[session] = failed.RetryAt;
                break;
            case StepHeld:
                held.Add(session);
                inFlight.Remove(session);
                break;
            case RunCompleted:
                inFlight.Remove(session);
                break;
        }
    }

    private void Notify()
    {
        if (inFlight.Count == 0 && waiting.Values.All(due => due > time.GetUtcNow()))
            quiet?.TrySetResult();
    }
}
