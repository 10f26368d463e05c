using System.Collections.Concurrent;
using AgentGrains.Core.Ids;

namespace AgentGrains.Contracts;

/// <summary>The principal of the calls between grains. It travels with each call, and with the calls that follow from it; a filter before each of a tenant's grains checks it.</summary>
/// <remarks>
/// The only class that knows how it travels: as texts, which hosts of every version can read. The version before this one sends and checks the tenant alone.
/// Safe for concurrent use.
/// </remarks>
public static class CallPrincipal
{
    /// <summary>The subject of the service itself, when it continues what principals started.</summary>
    public const string ServiceSubject = "service";

    private const string TenantKey = "agentgrains.tenant";
    private const string PrincipalKey = "agentgrains.principal";

    private static readonly ConcurrentDictionary<TenantId, Principal> Services = new();

    /// <summary>The tenant of the current call; null if the call has no principal.</summary>
    public static string? Tenant => RequestContext.Get(TenantKey) as string;

    /// <summary>The principal of the current call; null if the call has none.</summary>
    public static Principal? Current => TenantId.TryParse(Tenant, out var tenant)
        ? RequestContext.Get(PrincipalKey) is string text ? Principal.Read(tenant, text) : ServiceOf(tenant)
        : null;

    /// <summary>Makes all further calls of this asynchronous flow calls of a principal.</summary>
    public static void Enter(Principal principal)
    {
        ArgumentNullException.ThrowIfNull(principal);
        RequestContext.Set(TenantKey, principal.Tenant.Value);
        RequestContext.Set(PrincipalKey, principal.Text);
    }

    /// <summary>Makes all further calls of this asynchronous flow calls of the service itself for a tenant: subject <see cref="ServiceSubject"/>, scope <see cref="Scopes.Runner"/>.</summary>
    public static void EnterService(TenantId tenant) => Enter(ServiceOf(tenant));

    private static Principal ServiceOf(TenantId tenant) => Services.GetOrAdd(tenant, static tenant => new Principal(tenant, ServiceSubject, Scopes.Runner));
}
