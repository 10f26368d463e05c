using System.Buffers;

namespace AgentGrains.Core.Ids;

/// <summary>The alphabet of ULIDs, in which ids sort by time as text (https://github.com/ulid/spec).</summary>
internal static class Crockford
{
    private static readonly SearchValues<char> Alphabet = SearchValues.Create("0123456789ABCDEFGHJKMNPQRSTVWXYZ");

    public static bool IsAll(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Alphabet);
}
