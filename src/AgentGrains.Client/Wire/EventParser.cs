using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;

namespace AgentGrains.Client.Wire;

/// <summary>Reads server-sent events, as far as this service writes them: one <c>data</c> line for each event.</summary>
internal static class EventParser
{
    /// <summary>The events of a stream, to its end. Half an event at the end is none.</summary>
    public static async IAsyncEnumerable<RunEvent> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var reader = PipeReader.Create(stream);
        try
        {
            var pending = default(Pending);
            while (true)
            {
                var result = await reader.ReadAsync(cancellation);
                var buffer = result.Buffer;
                while (TryReadLine(ref buffer, out var line))
                {
                    if (!line.IsEmpty)
                        pending.Take(line);
                    else if (pending.TryFinish() is { } finished)
                        yield return finished;
                }
                reader.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted)
                    yield break;
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private static bool TryReadLine(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> line)
    {
        if (buffer.PositionOf((byte)'\n') is not { } end)
        {
            line = default;
            return false;
        }
        line = buffer.Slice(0, end);
        buffer = buffer.Slice(buffer.GetPosition(1, end));
        return true;
    }

    private struct Pending
    {
        private long? position;
        private string? type;
        private byte[]? data;

        public void Take(ReadOnlySequence<byte> sequence)
        {
            var line = sequence.IsSingleSegment ? sequence.FirstSpan : sequence.ToArray();
            if (line.StartsWith("data: "u8))
                data = line[6..].ToArray();
            else if (line.StartsWith("event: "u8))
                type = Known(line[7..]);
            else if (line.StartsWith("id: "u8))
                position = Utf8Parser.TryParse(line[4..], out long number, out _) ? number : null;
        }

        public RunEvent? TryFinish()
        {
            var finished = type is null || data is null ? null : new RunEvent(position, type, data);
            this = default;
            return finished;
        }

        // Most events of a long answer are of this type: its name is a constant.
        private static string Known(ReadOnlySpan<byte> type) => type.SequenceEqual("message.delta"u8) ? "message.delta" : Encoding.UTF8.GetString(type);
    }
}
