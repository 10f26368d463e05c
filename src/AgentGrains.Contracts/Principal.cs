using AgentGrains.Core.Ids;

namespace AgentGrains.Contracts;

/// <summary>Who makes a call: of which tenant, who, and what it may do. Immutable.</summary>
[GenerateSerializer]
[Immutable]
[Alias("AgentGrains.Principal")]
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
    }

    /// <summary>The tenant, which comes from the credential and never from a path.</summary>
    [Id(0)]
    public TenantId Tenant { get; }

    /// <summary>Who it is within the tenant, such as <c>development</c> for the development key. No secret: it is in traces.</summary>
    [Id(1)]
    public string Subject { get; }

    /// <summary>Every scope it has, those included in others too.</summary>
    [Id(2)]
    public Scopes Scopes { get; }

    /// <summary>Whether it has all of these scopes.</summary>
    public bool Has(Scopes scopes) => (Scopes & scopes) == scopes;

    private static Scopes Expand(Scopes granted)
    {
        if (granted.HasFlag(Scopes.Owner))
            granted |= Scopes.Developer | Scopes.Approver;
        if (granted.HasFlag(Scopes.Developer))
            granted |= Scopes.Runner;
        return (granted & (Scopes.Runner | Scopes.Approver)) == 0 ? granted : granted | Scopes.Viewer;
    }
}
