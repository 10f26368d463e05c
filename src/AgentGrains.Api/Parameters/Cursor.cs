using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AgentGrains.Core.Errors;

namespace AgentGrains.Api.Parameters;

/// <summary>The start of the next page of a list. Opaque to clients; valid for one list with one filter.</summary>
internal static class Cursor
{
    private const int MaxLength = 512;
    private const char Separator = '|';

    /// <summary>The cursor behind the last item of a page.</summary>
    /// <param name="list">The list, such as <c>runs</c>.</param>
    /// <param name="filter">What it was filtered by, as one text.</param>
    /// <param name="last">The id of the last item.</param>
    public static string Write(string list, string filter, string last) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join(Separator, list, Fingerprint(filter), last)));

    /// <summary>The last item's id in a cursor; null where there is no cursor.</summary>
    /// <exception cref="AgentGrainsException"><see cref="ErrorCodes.InvalidCursor"/> where this list with this filter did not give it.</exception>
    public static string? Read(string? cursor, string list, string filter, Func<string, bool> isId)
    {
        if (cursor is null)
            return null;
        var parts = Decode(cursor).Split(Separator, 3);
        return parts is [var ofList, var ofFilter, var last] && ofList == list && ofFilter == Fingerprint(filter) && isId(last)
            ? last
            : throw new AgentGrainsException(ErrorCodes.InvalidCursor, "The cursor is not one this list gave for this filter. Begin without one.");
    }

    private static string Decode(string cursor)
    {
        if (cursor.Length > MaxLength || !Base64Url.IsValid(cursor))
            return "";
        return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
    }

    private static string Fingerprint(string filter) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(filter)).AsSpan(0, 8));
}
