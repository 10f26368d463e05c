using System.Buffers;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Stores;

namespace AgentGrains.Simulation.Mutations;

/// <summary>A journal that gets other entries now and then than its owner decided, as it would from a wrong engine.</summary>
internal static class RecordDefect
{
    public static IJournalStore Over(IJournalStore journal, Func<IReadOnlyList<PlacedEntry>, IEnumerable<Entry>> rewrite) => new JournalDefect(journal, (inner, append, cancellation) =>
    {
        var decided = JournalCodec.Decode(new JournalRecord(append.Position, append.Count, append.Content));
        var at = decided[0].Place.At;
        var written = rewrite(decided).Select((entry, i) => new PlacedEntry(new EntryPlace(append.Position + i, at), entry)).ToList();
        var content = new ArrayBufferWriter<byte>();
        JournalCodec.Encode(written, content);
        return inner.AppendAsync(append with { Count = written.Count, Content = content.WrittenMemory }, cancellation);
    });
}
