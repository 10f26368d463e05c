using System.Buffers;
using System.Text;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Stores;
using AgentGrains.Core.Tests.Stories;

namespace AgentGrains.Core.Tests.Journals;

/// <summary>Records as stores hold them.</summary>
internal static class Records
{
    public const long Position = 4;

    public static string Encode(params IEnumerable<Entry> entries)
    {
        var bytes = new ArrayBufferWriter<byte>();
        JournalCodec.Encode([.. entries.Select((entry, i) => new PlacedEntry(new EntryPlace(Position + i, Story.Beginning), entry))], bytes);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    public static JournalRecord Of(string content, int count = 1) => Of(Encoding.UTF8.GetBytes(content), count);

    public static JournalRecord Of(byte[] content, int count = 1) => new(Position, count, content);

    public static IReadOnlyList<PlacedEntry> Decode(string content, int count = 1) => JournalCodec.Decode(Of(content, count));
}
