using System.Runtime.CompilerServices;
using System.Threading.Channels;
using AgentGrains.Contracts;
using AgentGrains.Core.Errors;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Stores;

namespace AgentGrains.Grains.Sessions;

/// <summary>One reader of a session: the journal up to its end, then what the grain tells, and the journal again wherever something is missing.</summary>
internal sealed class SessionTail(
    SessionKey session, long next, IJournalStore journal, TimeProvider time, LiveEvents live, Func<Task<long>> subscribe, Action unsubscribe)
{
    /// <summary>How often the reader asks the grain how far the journal is, and so renews its subscription.</summary>
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(20);

    /// <summary>The least time between two questions: a session whose owner breaks whenever it is asked for must not keep its stores busy.</summary>
    private static readonly TimeSpan LeastRenewal = TimeSpan.FromSeconds(1);

    private readonly JournalCursor cursor = new(next);

    // Kept over time-outs: each one that is asked for stays in the channel until something comes.
    private Task<bool>? readable;

    public async IAsyncEnumerable<SessionFrame> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var key = session.ToString();
        var (streams, channel) = live.Open(key);
        try
        {
            for (var first = true; ; first = false)
            {
                // Subscribed first, read then: what is appended between the two is in the buffer.
                var (end, erased) = await AskAsync(first);
                if (erased)
                    yield break;
                if (end is { } known && cursor.Misses(known))
                {
                    await foreach (var entry in ReadJournalAsync(long.MaxValue, cancellation))
                        yield return new SessionFrame.Durable(entry);
                }
                var asked = time.GetUtcNow();
                var renewAt = asked + (end is null ? LeastRenewal : Renewal);
                while (await WaitAsync(channel.Reader, renewAt - time.GetUtcNow(), cancellation))
                {
                    while (channel.Reader.TryRead(out var item))
                    {
                        if (item.AskAgain)
                            renewAt = asked + LeastRenewal;
                        if (cursor.Misses(item.Position))
                        {
                            await foreach (var entry in ReadJournalAsync(item.Position, cancellation))
                                yield return new SessionFrame.Durable(entry);
                        }
                        if (item.Delta is { } delta)
                            yield return delta;
                        foreach (var entry in cursor.Take(item.Entries))
                            yield return new SessionFrame.Durable(entry);
                    }
                }
            }
        }
        finally
        {
            if (live.Close(key, streams, channel))
                unsubscribe();
        }
    }

    /// <summary>The position of the session; null if it is unknown for now: a stream that has started outlasts that, and ends with its session.</summary>
    private async Task<(long? End, bool Erased)> AskAsync(bool first)
    {
        try
        {
            return (await subscribe(), false);
        }
        catch (AgentGrainsException refused) when (!first && (refused.IsTransient || refused.Code == ErrorCodes.NotFound))
        {
            return (null, refused.Code == ErrorCodes.NotFound);
        }
    }

    private async IAsyncEnumerable<PlacedEntry> ReadJournalAsync(long to, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var record in journal.ReadAsync(session, cursor.Next, to, cancellation))
        {
            foreach (var entry in cursor.Take(JournalCodec.Decode(record)))
                yield return entry;
        }
    }

    /// <summary>Whether there is something to read before the time is up.</summary>
    private async ValueTask<bool> WaitAsync(ChannelReader<TailItem> reader, TimeSpan wait, CancellationToken cancellation)
    {
        if (wait <= TimeSpan.Zero)
            return false;
        try
        {
            readable ??= reader.WaitToReadAsync(cancellation).AsTask();
            var there = await readable.WaitAsync(wait, time, cancellation);
            readable = null;
            return there;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
