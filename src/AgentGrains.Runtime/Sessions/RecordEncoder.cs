using System.Buffers;
using System.Text.Json;
using AgentGrains.Core.Journals;

namespace AgentGrains.Runtime.Sessions;

/// <summary>Encodes appends with one buffer and one writer for each thread: a session that only waits holds neither.</summary>
internal static class RecordEncoder
{
    private const int FirstBytes = 16 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? bufferOfThread;

    [ThreadStatic]
    private static Utf8JsonWriter? writerOfThread;

    /// <summary>The entries of one append as they are stored.</summary>
    public static byte[] Encode(IReadOnlyList<PlacedEntry> entries)
    {
        var buffer = bufferOfThread ??= new ArrayBufferWriter<byte>(FirstBytes);
        var writer = writerOfThread ??= new Utf8JsonWriter(buffer, JournalCodec.WriterOptions);
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        JournalCodec.Encode(entries, writer);
        return buffer.WrittenSpan.ToArray();
    }
}
