using System.Buffers;
using System.Collections.Frozen;
using AgentGrains.Core.Errors;

namespace AgentGrains.Core.Agents;

/// <summary>Checks the headers a tool is called with.</summary>
internal static class HeaderValidator
{
    private const int MaxHeaders = 32;
    private const int MaxNameLength = 128;
    private const int MaxValueLength = 8192;
    private const int MaxSecretLength = 128;

    // RFC 9110, 5.6.2: what a token may hold.
    private static readonly SearchValues<char> Token = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    private static readonly SearchValues<char> SecretName = SearchValues.Create("-._0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // What the service writes itself, and what would change where a request ends or which connection it takes.
    private static readonly FrozenSet<string> Reserved = new[]
    {
        "Idempotency-Key", "traceparent", "tracestate", "Host", "Content-Length", "Content-Type", "Content-Encoding", "Transfer-Encoding",
        "Connection", "Keep-Alive", "Upgrade", "TE", "Trailer", "Expect", "Proxy-Authorization", "Proxy-Connection",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static void Check(IReadOnlyDictionary<string, HeaderDefinition>? headers, string path, FieldErrors errors)
    {
        if (headers is null)
            return;
        if (headers.Count > MaxHeaders)
            errors.Add(path, $"At most {MaxHeaders} headers.");
        foreach (var (name, value) in headers)
        {
            if (!IsName(name))
                errors.Add(path, $"A header's name is 1 to {MaxNameLength} letters, digits or signs that HTTP allows in names.");
            else if (Reserved.Contains(name) || name.StartsWith("X-AgentGrains-", StringComparison.OrdinalIgnoreCase))
                errors.Add($"{path}.{name}", "The service sets this header itself.");
            else
                CheckValue(value, $"{path}.{name}", errors);
        }
    }

    /// <summary>Whether a header may have this name.</summary>
    public static bool IsName(string name) => name.Length is >= 1 and <= MaxNameLength && !name.AsSpan().ContainsAnyExcept(Token);

    /// <summary>Whether a header may have this value.</summary>
    public static bool IsValue(string? value) => value is { Length: <= MaxValueLength } && !value.AsSpan().ContainsAnyExceptInRange(' ', '~');

    private static void CheckValue(HeaderDefinition? value, string path, FieldErrors errors)
    {
        if (value is { Secret: { } secret })
        {
            if (secret.Length is < 1 or > MaxSecretLength || secret.AsSpan().ContainsAnyExcept(SecretName))
                errors.Add($"{path}.secret", $"A secret's name has 1 to {MaxSecretLength} letters, digits, '_', '.' or '-'.");
        }
        else if (!IsValue(value?.Text))
        {
            errors.Add(path, $"A header's value is a text of at most {MaxValueLength} printable ASCII characters, or {{\"secret\": \"name\"}}.");
        }
    }
}
