using System.IO.Compression;
using System.Text;
using AgentGrains.ModelCases.Endpoint;

namespace AgentGrains.ModelCases.Soak.Generation;

/// <summary>Makes HTTP answers of bodies: how long they are, how they are packed, and where the bytes are cut.</summary>
internal sealed class Transport(Chance chance)
{
    /// <summary>Stands in a text for a byte that is no UTF-8.</summary>
    public const char NoUtf8 = '\ue0ff';

    private const byte NeverUtf8 = 0xff;
    private const int MostParts = 12;
    private const int SingleBytesUpTo = 800;

    private static readonly byte[] Placeholder = Encoding.UTF8.GetBytes([NoUtf8]);

    /// <summary>An answer with status 200.</summary>
    /// <param name="body">Its body.</param>
    /// <param name="type">Its media type; null for none.</param>
    /// <param name="isCut">Whether the connection ends in the middle.</param>
    /// <param name="staysOpen">Whether the connection does not end at all.</param>
    public RawAnswer Of(string body, string? type, bool isCut = false, bool staysOpen = false)
    {
        var (bytes, encoding) = Pack(Bytes(body), mayPack: !isCut && !staysOpen);
        var framing = chance.Weighted((60, "Transfer-Encoding: chunked"), (20, ""), (staysOpen ? 0 : 20, $"Content-Length: {bytes.Length + (isCut ? 7 : 0)}"));
        string[] head = ["HTTP/1.1 200 OK", type is null ? "" : $"Content-Type: {type}", encoding, framing, "Connection: close"];
        return new RawAnswer(string.Join('\n', head.Where(line => line.Length > 0)), [.. Parts(bytes)], staysOpen) { IsCut = isCut };
    }

    private static byte[] Bytes(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body).AsSpan();
        var written = new MemoryStream();
        for (int at; (at = bytes.IndexOf(Placeholder)) >= 0; bytes = bytes[(at + Placeholder.Length)..])
        {
            written.Write(bytes[..at]);
            written.WriteByte(NeverUtf8);
        }
        written.Write(bytes);
        return written.ToArray();
    }

    private (byte[] Bytes, string Header) Pack(byte[] bytes, bool mayPack)
    {
        if (!mayPack || !chance.Happens(8))
            return (bytes, "");
        using var packed = new MemoryStream();
        var encoding = chance.One("gzip", "deflate", "br");
        using (Stream packing = encoding switch { "gzip" => new GZipStream(packed, CompressionLevel.Fastest), "br" => new BrotliStream(packed, CompressionLevel.Fastest), _ => new ZLibStream(packed, CompressionLevel.Fastest) })
            packing.Write(bytes);
        return (packed.ToArray(), $"Content-Encoding: {encoding}");
    }

    private IEnumerable<AnswerPart> Parts(byte[] bytes)
    {
        var most = chance.Weighted((40, 1), (50, MostParts), (10, bytes.Length <= SingleBytesUpTo ? bytes.Length : MostParts));
        var hasPause = chance.Happens(5);
        for (int at = 0, left = most; at < bytes.Length; left--)
        {
            var length = most == bytes.Length ? 1 : left <= 1 ? bytes.Length - at : chance.Number(1, Math.Max(1, (bytes.Length - at) * 2 / left));
            length = Math.Min(length, bytes.Length - at);
            yield return new AnswerPart.Bytes(bytes.AsMemory(at, length));
            at += length;
            if (hasPause && chance.Happens(20))
                yield return new AnswerPart.Pause(TimeSpan.FromMilliseconds(chance.Number(1, 5)));
        }
    }
}
