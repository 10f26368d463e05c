using System.Diagnostics.CodeAnalysis;

namespace AgentGrains.Core.Ids;

/// <summary>A session within its tenant: the key of its grain and of its rows in every store.</summary>
/// <param name="Tenant">Whose session it is.</param>
/// <param name="Session">The session.</param>
public readonly record struct SessionKey(TenantId Tenant, SessionId Session)
{
    /// <summary>Reads <c>tenant/ses_…</c>; throws <see cref="FormatException"/> where it is not one.</summary>
    public static SessionKey Parse(string text) =>
        TryParse(text, out var key) ? key : throw new FormatException($"'{text}' is not a session key: tenant/ses_….");

    /// <summary>Reads <c>tenant/ses_…</c>; false where it is not one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out SessionKey key)
    {
        key = default;
        var slash = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        if (slash < 0 || !TenantId.TryParse(text![..slash], out var tenant) || !SessionId.TryParse(text[(slash + 1)..], out var session))
            return false;
        key = new SessionKey(tenant, session);
        return true;
    }

    /// <summary><c>tenant/ses_…</c>.</summary>
    public override string ToString() => $"{Tenant}/{Session}";
}
