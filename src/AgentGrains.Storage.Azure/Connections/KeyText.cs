using System.Globalization;
using System.Text;

namespace AgentGrains.Storage.Azure.Connections;

/// <summary>Texts as parts of keys.</summary>
/// <remarks>
/// Parts are joined by <see cref="Separator"/>, which sorts before all that parts begin with but hyphens, as the slash of a session's key does.
/// In Azure Tables <c>/ \ # ?</c> and control characters are not allowed in keys, and <c>%</c> is read differently by different clients.
/// </remarks>
internal static class KeyText
{
    /// <summary>Between two parts of a key.</summary>
    public const char Separator = '.';

    /// <summary>What comes right after every key that begins with some parts and a separator.</summary>
    public const char AfterSeparator = '/';

    // The alphabet of ULIDs and its mirror: what is newest by id is first by the mirrored id.
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>A text as a part: what is no letter, digit, hyphen or underscore is <c>=</c> and its code in four hex digits.</summary>
    public static string Escape(string text) => Escape(text, IsPlain);

    /// <summary>A text as the last part but for those of fixed length: the names of agents, which may have dots, stay in their order.</summary>
    public static string EscapeInOrder(string text) => Escape(text, static c => IsPlain(c) || c == Separator);

    /// <summary>An id without its prefix, mirrored, so that keys in order give ids from the last to the first.</summary>
    public static string Mirror(string id, string prefix) => string.Create(id.Length - prefix.Length, (id, prefix.Length), static (mirrored, source) =>
    {
        for (var i = 0; i < mirrored.Length; i++)
            mirrored[i] = Alphabet[Alphabet.Length - 1 - Alphabet.IndexOf(source.id[source.Length + i], StringComparison.Ordinal)];
    });

    /// <summary>A filter for keys of one partition in a range.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="from">Inclusive.</param>
    /// <param name="before">Exclusive.</param>
    public static string Between(string partition, string from, string before) => $"PartitionKey eq '{partition}' and RowKey ge '{from}' and RowKey lt '{before}'";

    /// <summary>A filter for keys of one partition that begin with some parts and a separator.</summary>
    public static string Under(string partition, string parts) => Between(partition, parts + Separator, parts + AfterSeparator);

    private static string Escape(string text, Func<char, bool> isPlain)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.All(isPlain))
            return text;
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var c in text)
            _ = isPlain(c) ? escaped.Append(c) : escaped.Append(CultureInfo.InvariantCulture, $"={(int)c:X4}");
        return escaped.ToString();
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_';
}
