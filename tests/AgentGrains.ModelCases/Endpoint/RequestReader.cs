using System.Globalization;
using System.Text;

namespace AgentGrains.ModelCases.Endpoint;

/// <summary>Reads one HTTP/1.1 request from a connection.</summary>
internal sealed class RequestReader(Stream stream)
{
    private readonly byte[] buffer = new byte[16 * 1024];
    private int start;
    private int end;

    /// <summary>Reads all of it; null if the client closed the connection instead of sending one.</summary>
    public async Task<(string Method, string Path, Dictionary<string, string> Headers, byte[] Body)?> ReadAsync(CancellationToken cancellation)
    {
        if (await ReadLineAsync(cancellation) is not { Length: > 0 } first)
            return null;
        var words = first.Split(' ');
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await ReadLineAsync(cancellation) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }
        return (words[0], words[1], headers, await ReadBodyAsync(headers, cancellation));
    }

    private async Task<byte[]> ReadBodyAsync(Dictionary<string, string> headers, CancellationToken cancellation)
    {
        if (headers.TryGetValue("Content-Length", out var length))
            return await ReadExactlyAsync(int.Parse(length, CultureInfo.InvariantCulture), cancellation);
        if (!headers.ContainsKey("Transfer-Encoding"))
            return [];
        var body = new List<byte>();
        while (int.Parse(await ReadLineAsync(cancellation) ?? "0", NumberStyles.HexNumber, CultureInfo.InvariantCulture) is > 0 and var size)
        {
            body.AddRange(await ReadExactlyAsync(size, cancellation));
            await ReadLineAsync(cancellation);
        }
        return [.. body];
    }

    private async Task<string?> ReadLineAsync(CancellationToken cancellation)
    {
        var line = new StringBuilder();
        while (await FillAsync(cancellation))
        {
            var next = (char)buffer[start++];
            if (next == '\n')
                return line.ToString().TrimEnd('\r');
            line.Append(next);
        }
        return null;
    }

    private async Task<byte[]> ReadExactlyAsync(int length, CancellationToken cancellation)
    {
        var bytes = new byte[length];
        for (var at = 0; at < length;)
        {
            if (!await FillAsync(cancellation))
                throw new EndOfStreamException($"The client closed the connection after {at} of {length} bytes.");
            var count = Math.Min(length - at, end - start);
            buffer.AsSpan(start, count).CopyTo(bytes.AsSpan(at));
            (at, start) = (at + count, start + count);
        }
        return bytes;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        if (start < end)
            return true;
        (start, end) = (0, await stream.ReadAsync(buffer, cancellation));
        return end > 0;
    }
}
