using System.Collections.Concurrent;
using System.Threading.Channels;
using AgentGrains.Contracts;
using AgentGrains.Core.Effects;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;

namespace AgentGrains.Grains.Sessions;

/// <summary>Receives what sessions publish to this host, for those who wait and read here. A record is decoded once, however many read it.</summary>
internal sealed class LiveEvents : ISessionObserver
{
    private readonly ConcurrentDictionary<RunId, Waiter> waiters = new();
    private readonly ConcurrentDictionary<string, TailChannels> tailsOf = new();

    public Task Appended(SessionRecord record)
    {
        if (tailsOf.TryGetValue(record.Session, out var tails))
            tails.Offer(record.Position, JournalCodec.Decode(new JournalRecord(record.Position, record.Count, record.Content)));
        return Task.CompletedTask;
    }

    public Task Delta(SessionDelta delta)
    {
        if (tailsOf.TryGetValue(delta.Session, out var tails))
            // A host of the release before names no channel.
            tails.Offer(new SessionFrame.Delta(RunKey.Parse(delta.Run), delta.Step, delta.Attempt, delta.Channel ?? OutputChannels.Text, delta.Sequence, delta.Text));
        return Task.CompletedTask;
    }

    public Task Settled(SessionReply reply)
    {
        if (reply.Run is { } run && waiters.TryGetValue(run.Id, out var waiter))
            waiter.Settle(run);
        return Task.CompletedTask;
    }

    public Task Left(string session)
    {
        if (tailsOf.TryGetValue(session, out var tails))
            tails.AskAgain();
        return Task.CompletedTask;
    }

    public Waiter Await(RunId run)
    {
        while (true)
        {
            var waiter = waiters.GetOrAdd(run, static (id, live) => new Waiter(id, live), this);
            // The state that others received may be the very wait that this caller has ended.
            if (!waiter.Task.IsCompleted && waiter.TryJoin())
                return waiter;
            waiters.TryRemove(KeyValuePair.Create(run, waiter));
        }
    }

    /// <summary>Subscribers ask their session again: its host may be gone, and its notifications with it.</summary>
    public void AskAgain()
    {
        foreach (var tails in tailsOf.Values)
            tails.AskAgain();
    }

    /// <summary>Opens a stream of a session beside the others.</summary>
    public (TailChannels Streams, Channel<TailItem> Stream) Open(string session)
    {
        while (true)
        {
            var tails = tailsOf.GetOrAdd(session, static _ => new TailChannels());
            if (tails.TryOpen() is { } stream)
                return (tails, stream);
        }
    }

    /// <summary>Closes a stream; true where it was the last one of its session.</summary>
    public bool Close(string session, TailChannels tails, Channel<TailItem> stream) =>
        tails.Close(stream) && tailsOf.TryRemove(new KeyValuePair<string, TailChannels>(session, tails));

    /// <summary>Everybody on this host who waits for one run.</summary>
    internal sealed class Waiter(RunId run, LiveEvents live) : IDisposable
    {
        private readonly TaskCompletionSource<RunView> settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int waiting;

        public Task<RunView> Task => settled.Task;

        public void Settle(RunView view) => settled.TrySetResult(view);

        /// <summary>False where the last one has just left.</summary>
        public bool TryJoin()
        {
            lock (settled)
            {
                if (waiting < 0)
                    return false;
                waiting++;
                return true;
            }
        }

        public void Dispose()
        {
            lock (settled)
            {
                if (--waiting > 0)
                    return;
                waiting = -1;
            }
            live.waiters.TryRemove(new KeyValuePair<RunId, Waiter>(run, this));
        }
    }
}
