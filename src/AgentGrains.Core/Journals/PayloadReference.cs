using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace AgentGrains.Core.Journals;

/// <summary>Names content in the payload store.</summary>
/// <param name="Sha256">The content's SHA-256 in lower-case hex.</param>
/// <param name="SizeBytes">Its size.</param>
public sealed record PayloadReference(
    [property: JsonPropertyName("sha256")] string Sha256,
    [property: JsonPropertyName("bytes")] int SizeBytes)
{
    /// <summary>The reference of some content.</summary>
    public static PayloadReference Of(ReadOnlySpan<byte> content) => new(Convert.ToHexStringLower(SHA256.HashData(content)), content.Length);
}
