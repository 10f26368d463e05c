using System.Collections.Concurrent;
using System.Threading.Channels;
using AgentGrains.Contracts;
using AgentGrains.Core.Effects;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Sessions;
using AgentGrains.Core.Stores;

namespace AgentGrains.Grains.Sessions;

/// <summary>Hears from sessions and hands on to those who wait or read on this host. A record is decoded once, however many read it.</summary>
internal sealed class SessionEar : ISessionObserver
{
    private readonly ConcurrentDictionary<RunId, Waiter> waiters = new();
    private readonly ConcurrentDictionary<string, SessionStreams> streams = new();

    public Task Appended(SessionRecord record)
    {
        if (streams.TryGetValue(record.Session, out var readers))
            readers.Offer(record.Position, JournalCodec.Decode(new JournalRecord(record.Position, record.Count, record.Content)));
        return Task.CompletedTask;
    }

    public Task Delta(SessionDelta delta)
    {
        if (streams.TryGetValue(delta.Session, out var readers))
            // A host of the release before names no channel.
            readers.Offer(new SessionFrame.Delta(RunKey.Parse(delta.Run), delta.Step, delta.Attempt, delta.Channel ?? OutputChannels.Text, delta.Sequence, delta.Text));
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
        if (streams.TryGetValue(session, out var readers))
            readers.AskAgain();
        return Task.CompletedTask;
    }

    public Waiter Await(RunId run)
    {
        while (true)
        {
            var waiter = waiters.GetOrAdd(run, static (id, ear) => new Waiter(id, ear), this);
            // The state that others received may be the very wait that this caller has ended.
            if (!waiter.Task.IsCompleted && waiter.TryJoin())
                return waiter;
            waiters.TryRemove(KeyValuePair.Create(run, waiter));
        }
    }

    /// <summary>Subscribers ask their session again: its host may be gone, and its notifications with it.</summary>
    public void AskAgain()
    {
        foreach (var readers in streams.Values)
            readers.AskAgain();
    }

    /// <summary>Opens a stream of a session beside the others.</summary>
    public (SessionStreams Streams, Channel<StreamItem> Stream) Open(string session)
    {
        while (true)
        {
            var readers = streams.GetOrAdd(session, static _ => new SessionStreams());
            if (readers.TryOpen() is { } stream)
                return (readers, stream);
        }
    }

    /// <summary>Closes a stream; true where it was the last one of its session.</summary>
    public bool Close(string session, SessionStreams readers, Channel<StreamItem> stream) =>
        readers.Close(stream) && streams.TryRemove(new KeyValuePair<string, SessionStreams>(session, readers));

    /// <summary>Everybody on this host who waits for one run.</summary>
    internal sealed class Waiter(RunId run, SessionEar ear) : IDisposable
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
            ear.waiters.TryRemove(new KeyValuePair<RunId, Waiter>(run, this));
        }
    }
}
