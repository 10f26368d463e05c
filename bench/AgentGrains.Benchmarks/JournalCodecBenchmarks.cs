using System.Buffers;
using AgentGrains.Core.Journals;
using AgentGrains.Core.Stores;
using BenchmarkDotNet.Attributes;

namespace AgentGrains.Benchmarks;

/// <summary>A record in and out of its stored form: a model's answer of 1 KiB and the tool call it asks for.</summary>
[MemoryDiagnoser]
public class JournalCodecBenchmarks
{
    private readonly ArrayBufferWriter<byte> buffer = new(16 * 1024);
    private readonly IReadOnlyList<PlacedEntry> entries;
    private readonly JournalRecord record;

    public JournalCodecBenchmarks()
    {
        var turn = new ToolTurn();
        entries = turn.Decide(turn.ModelResult).Entries;
        JournalCodec.Encode(entries, buffer);
        record = new JournalRecord(entries[0].Place.Position, entries.Count, buffer.WrittenSpan.ToArray());
    }

    [Benchmark]
    public int Encode()
    {
        buffer.ResetWrittenCount();
        JournalCodec.Encode(entries, buffer);
        return buffer.WrittenCount;
    }

    [Benchmark]
    public int Decode() => JournalCodec.Decode(record).Count;
}
