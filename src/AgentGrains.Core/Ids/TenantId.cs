using System.Diagnostics.CodeAnalysis;

namespace AgentGrains.Core.Ids;

/// <summary>The isolation and billing boundary; the first part of every key in every store and grain.</summary>
/// <remarks>1 to 63 characters: lower-case letters, digits and inner hyphens, so that it is also a file and a table name.</remarks>
public readonly record struct TenantId
{
    /// <summary>The most characters a tenant's id may have.</summary>
    public const int MaxLength = 63;

    private TenantId(string value) => Value = value;

    /// <summary>The id as text.</summary>
    public string Value { get; }

    /// <summary>Reads an id; throws <see cref="FormatException"/> where it is not one.</summary>
    public static TenantId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a tenant id: 1 to {MaxLength} lower-case letters, digits or inner hyphens.");

    /// <summary>Reads an id; false where it is not one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out TenantId id)
    {
        id = default;
        if (text is null or "" || text.Length > MaxLength || text[0] == '-' || text[^1] == '-')
            return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
                return false;
        }
        id = new TenantId(text);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
