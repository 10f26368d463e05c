using System.Collections.Concurrent;
using AgentGrains.Contracts;
using AgentGrains.Core.Events;
using AgentGrains.Core.Ids;
using AgentGrains.Core.Journals;

namespace AgentGrains.Api.Events;

/// <summary>Rendered events, shared by all streams: an event is rendered once, however many read it. Safe for concurrent use.</summary>
internal sealed class FrameCache
{
    /// <summary>The most bytes of events that are kept, about.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    // What a key and its place in a dictionary take besides the event's own bytes.
    private const int EntryOverheadBytes = 160;
    private const int DeltaSlots = 1024;

    private readonly RenderedDelta?[] deltas = new RenderedDelta?[DeltaSlots];
    private readonly Lock turning = new();
    private volatile Generation young = new();
    private volatile Generation old = new();

    /// <summary>The event of an entry; empty where the entry is none.</summary>
    public byte[] Get(SessionKey session, PlacedEntry entry)
    {
        if (EventWriters.Of(entry.Entry) is null)
            return [];
        var key = (session, entry.Place.Position);
        if (young.Frames.TryGetValue(key, out var frame))
            return frame;
        if (!old.Frames.TryGetValue(key, out frame))
            frame = EventFrames.Render(session, entry);
        Keep(key, frame);
        return frame;
    }

    /// <summary>The event of a piece of text.</summary>
    public byte[] Get(SessionKey session, SessionFrame.Delta delta)
    {
        // All streams of a session are handed the same piece one after the other, so remembering the last few is enough.
        ref var slot = ref deltas[(uint)System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(delta) % DeltaSlots];
        if (Volatile.Read(ref slot) is { } rendered && ReferenceEquals(rendered.Delta, delta))
            return rendered.Frame;
        var frame = EventFrames.Render(session, delta);
        Volatile.Write(ref slot, new RenderedDelta(delta, frame));
        return frame;
    }

    private void Keep((SessionKey Session, long Position) key, byte[] frame)
    {
        var generation = young;
        if (!generation.Frames.TryAdd(key, frame) || Interlocked.Add(ref generation.Bytes, frame.Length + EntryOverheadBytes) < MaxBytes / 2)
            return;
        lock (turning)
        {
            if (ReferenceEquals(young, generation))
                (old, young) = (generation, new Generation());
        }
    }

    private sealed class Generation
    {
        public int Bytes;

        public ConcurrentDictionary<(SessionKey Session, long Position), byte[]> Frames { get; } = new();
    }

    private sealed record RenderedDelta(SessionFrame.Delta Delta, byte[] Frame);
}
