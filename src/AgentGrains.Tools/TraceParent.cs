using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace AgentGrains.Tools;

/// <summary>The W3C trace context a tool is called in.</summary>
internal static class TraceParent
{
    private const int TraceBytes = 16;
    private const int SpanBytes = 8;

    /// <summary>The current activity's, or one made of the step's id, so that every attempt of a step is found under the same trace.</summary>
    public static string For(string step)
    {
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } current })
            return current;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(step), hash);
        // Ids of zeros alone are not valid.
        hash[0] |= 1;
        hash[TraceBytes] |= 1;
        return $"00-{Convert.ToHexStringLower(hash[..TraceBytes])}-{Convert.ToHexStringLower(hash.Slice(TraceBytes, SpanBytes))}-00";
    }
}
