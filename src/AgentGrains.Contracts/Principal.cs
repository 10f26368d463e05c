using System.Globalization;
using AgentGrains.Core.Ids;

namespace AgentGrains.Contracts;

/// <summary>Who makes a call: of which tenant, who, and what it may do. Immutable.</summary>
public sealed record Principal
{
    /// <summary>Makes a principal with the granted scopes and those that they include.</summary>
    /// <param name="tenant">Its tenant.</param>
    /// <param name="subject">Who it is within the tenant; not empty.</param>
    /// <param name="granted">The scopes it was given; see <see cref="Contracts.Scopes"/> for what each includes.</param>
    public Principal(TenantId tenant, string subject, Scopes granted)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(subject);
        (Tenant, Subject, Scopes) = (tenant, subject, Expand(granted));
        Text = string.Create(CultureInfo.InvariantCulture, $"{(int)Scopes} {subject}");
    }

    /// <summary>The tenant, which comes from the credential and never from a path.</summary>
    public TenantId Tenant { get; }

    /// <summary>Who it is within the tenant, such as <c>development</c> for the development key. No secret: it is in traces.</summary>
    public string Subject { get; }

    /// <summary>Every scope it has, those included in others too.</summary>
    public Scopes Scopes { get; }

    /// <summary>Scopes and subject, as they travel with a call.</summary>
    internal string Text { get; }

    /// <summary>Whether it has all of these scopes.</summary>
    public bool Has(Scopes scopes) => (Scopes & scopes) == scopes;

    /// <summary>The principal of a text; null if it is not one.</summary>
    internal static Principal? Read(TenantId tenant, string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && space < text.Length - 1 && int.TryParse(text.AsSpan(0, space), NumberStyles.None, CultureInfo.InvariantCulture, out var scopes)
            ? new Principal(tenant, text[(space + 1)..], (Scopes)scopes)
            : null;
    }

    private static Scopes Expand(Scopes granted)
    {
        if (granted.HasFlag(Scopes.Owner))
            granted |= Scopes.Developer | Scopes.Approver;
        if (granted.HasFlag(Scopes.Developer))
            granted |= Scopes.Runner;
        return (granted & (Scopes.Runner | Scopes.Approver)) == 0 ? granted : granted | Scopes.Viewer;
    }
}
