using System.Buffers;

namespace AgentGrains.Api.Messages;

/// <summary>A data URL (RFC 2397) in base64.</summary>
/// <param name="MediaType">The media type, in lower case and without parameters.</param>
/// <param name="Bytes">The data.</param>
internal sealed record DataUrl(string MediaType, byte[] Bytes)
{
    private const string Scheme = "data:";
    private const string Base64 = ";base64";

    // RFC 6838, 4.2: the names of types and subtypes.
    private const int MaxNameLength = 127;
    private static readonly SearchValues<char> Name = SearchValues.Create("!#$&^_.+-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Reads a data URL; null if the text is none.</summary>
    public static DataUrl? Read(string text)
    {
        var comma = text.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || !text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        var head = text.AsSpan(Scheme.Length, comma - Scheme.Length);
        if (!head.EndsWith(Base64, StringComparison.OrdinalIgnoreCase))
            return null;
        head = head[..^Base64.Length];
        var parameters = head.IndexOf(';');
        var mediaType = (parameters < 0 ? head : head[..parameters]).Trim();
        if (!IsMediaType(mediaType))
            return null;
        var encoded = text.AsSpan(comma + 1);
        var bytes = new byte[(encoded.Length / 4 * 3) + 3];
        return Convert.TryFromBase64Chars(encoded, bytes, out var length) ? new DataUrl(mediaType.ToString().ToLowerInvariant(), bytes[..length]) : null;
    }

    private static bool IsMediaType(ReadOnlySpan<char> text)
    {
        var slash = text.IndexOf('/');
        return slash >= 0 && IsName(text[..slash]) && IsName(text[(slash + 1)..]);
    }

    private static bool IsName(ReadOnlySpan<char> text) => text.Length is >= 1 and <= MaxNameLength && !text.ContainsAnyExcept(Name);
}
