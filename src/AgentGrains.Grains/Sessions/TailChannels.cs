using System.Collections.Immutable;
using System.Threading.Channels;
using AgentGrains.Contracts;
using AgentGrains.Core.Journals;

namespace AgentGrains.Grains.Sessions;

/// <summary>What a stream is offered: a record's entries, or a piece of text.</summary>
/// <param name="Position">Every entry before this position comes before the item.</param>
/// <param name="Entries">The record's entries, the first of them at the position.</param>
/// <param name="Delta">The piece of text.</param>
/// <param name="AskAgain">Whether the session has to be asked again, because it, or its host, is gone.</param>
internal sealed record TailItem(long Position, IReadOnlyList<PlacedEntry> Entries, SessionFrame.Delta? Delta, bool AskAgain = false);

/// <summary>The streams of one session on this host, each with a bounded buffer. Safe for concurrent use.</summary>
internal sealed class TailChannels
{
    /// <summary>Items a stream may lag behind. One that is slower finds a gap and reads the journal.</summary>
    public const int BufferSize = 256;

    // Null after the last subscriber has left: the next one opens others.
    private ImmutableHashSet<Channel<TailItem>>? channels = [];

    // Where the last record that was offered ends.
    private long end;

    /// <summary>Opens one; null where the last one has just left.</summary>
    public Channel<TailItem>? TryOpen()
    {
        // What does not fit is dropped: entries can be read again, and deltas are not durable.
        var channel = Channel.CreateBounded<TailItem>(new BoundedChannelOptions(BufferSize) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        ImmutableInterlocked.Update(ref channels, static (all, one) => all?.Add(one), channel);
        return channels is null ? null : channel;
    }

    /// <summary>Closes one; true where it was the last.</summary>
    public bool Close(Channel<TailItem> channel) =>
        ImmutableInterlocked.Update(ref channels, static (all, one) => all?.Remove(one) is { IsEmpty: false } left ? left : null, channel) && channels is null;

    public void Offer(long position, IReadOnlyList<PlacedEntry> entries)
    {
        Volatile.Write(ref end, position + entries.Count);
        Offer(new TailItem(position, entries, null));
    }

    public void AskAgain() => Offer(new TailItem(Volatile.Read(ref end), [], null, AskAgain: true));

    public void Offer(SessionFrame.Delta delta) => Offer(new TailItem(Volatile.Read(ref end), [], delta));

    private void Offer(TailItem item)
    {
        foreach (var channel in channels ?? [])
            channel.Writer.TryWrite(item);
    }
}
