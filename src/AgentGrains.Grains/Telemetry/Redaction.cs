using System.Text.RegularExpressions;

namespace AgentGrains.Grains.Telemetry;

/// <summary>Takes out of a text what looks like a secret or is a configured one.</summary>
internal sealed partial class Redaction(IEnumerable<string> secrets)
{
    private const string Hidden = "***";

    // Shorter ones would take ordinary words out, and hide nothing that could not be guessed.
    private const int LeastLength = 4;

    // The longest first: one may be the beginning of another.
    private readonly string[] secrets = [.. secrets.Where(secret => secret.Length >= LeastLength).Distinct().OrderByDescending(secret => secret.Length)];

    public string Apply(string text)
    {
        foreach (var secret in secrets)
            text = text.Replace(secret, Hidden, StringComparison.Ordinal);
        return KeyLike().Replace(Named().Replace(Bearer().Replace(text, "$1" + Hidden), "$1" + Hidden), Hidden);
    }

    [GeneratedRegex(@"((?:bearer|basic)\s+)[A-Za-z0-9._~+/=-]{8,}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Bearer();

    // In JSON, in connection strings, in headers and in addresses.
    [GeneratedRegex(
        @"((?:api[_-]?key|account[_-]?key|access[_-]?key|instrumentationkey|secret|token|passw(?:or)?d|pwd|sig)\\?[""']?\s*[:=]\s*\\?[""']?)[^\s""'\\,;&}]{4,}",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Named();

    // Keys of well-known makers by their prefix, and JSON Web Tokens.
    [GeneratedRegex(
        @"\b(?:sk|pk|rk|ag|key)[-_][A-Za-z0-9_-]{16,}|\bgh[pousr]_[A-Za-z0-9]{20,}|\bxox[abprs]-[A-Za-z0-9-]{10,}|\bA(?:KIA|SIA)[A-Z0-9]{16}\b|\bAIza[A-Za-z0-9_-]{30,}|\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*",
        RegexOptions.CultureInvariant)]
    private static partial Regex KeyLike();
}
