using System.Buffers.Binary;
using System.Text;

namespace AgentGrains.Telemetry.Receiving;

/// <summary>Reads the fields of a protobuf message one after the other (https://protobuf.dev/programming-guides/encoding).</summary>
internal ref struct WireReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> rest = message;
    private ulong number;
    private ReadOnlySpan<byte> bytes;

    /// <summary>The field that was read.</summary>
    public int Field { get; private set; }

    /// <summary>Its value, where it is a number; the bits of a double.</summary>
    public readonly ulong Number => number;

    /// <summary>Its value, where it is a number with a fraction.</summary>
    public readonly double Double => BitConverter.UInt64BitsToDouble(number);

    /// <summary>Its value, where it is a message or bytes.</summary>
    public readonly ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>Its value, where it is a text.</summary>
    public readonly string Text => Encoding.UTF8.GetString(bytes);

    /// <summary>Its value, where it is bytes that are shown as hexadecimal digits.</summary>
    public readonly string Hex => Convert.ToHexStringLower(bytes);

    /// <summary>Reads the next field; false at the end.</summary>
    public bool Read()
    {
        if (rest.IsEmpty)
            return false;
        var tag = ReadVarint();
        Field = (int)(tag >> 3);
        switch (tag & 7)
        {
            case 0:
                number = ReadVarint();
                break;
            case 1:
                number = BinaryPrimitives.ReadUInt64LittleEndian(rest);
                rest = rest[8..];
                break;
            case 2:
                var length = (int)ReadVarint();
                bytes = rest[..length];
                rest = rest[length..];
                break;
            case 5:
                number = BinaryPrimitives.ReadUInt32LittleEndian(rest);
                rest = rest[4..];
                break;
            default:
                throw new FormatException($"Field {Field} has wire type {tag & 7}, which OTLP does not use.");
        }
        return true;
    }

    private ulong ReadVarint()
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = rest[0];
            rest = rest[1..];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
    }
}
