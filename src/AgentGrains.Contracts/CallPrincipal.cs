using System.Collections.Concurrent;
using AgentGrains.Core.Ids;

namespace AgentGrains.Contracts;

/// <summary>The principal of the calls between grains. It travels with each call, and with the calls that follow from it; a filter before each of a tenant's grains checks it.</summary>
/// <remarks>The only class that knows how it travels. Principals are entered as they are, so a caller that keeps one allocates none for a call. Safe for concurrent use.</remarks>
public static class CallPrincipal
{
    /// <summary>The subject of the service itself, when it continues what principals started.</summary>
    public const string ServiceSubject = "service";

    private const string Key = "agentgrains.principal";

    private static readonly ConcurrentDictionary<TenantId, Principal> Services = new();

    /// <summary>The principal of the current call; null if the call has none.</summary>
    public static Principal? Current => RequestContext.Get(Key) as Principal;

    /// <summary>Makes all further calls of this asynchronous flow calls of a principal.</summary>
    public static void Enter(Principal principal)
    {
        ArgumentNullException.ThrowIfNull(principal);
        RequestContext.Set(Key, principal);
    }

    /// <summary>Makes all further calls of this asynchronous flow calls of the service itself for a tenant: subject <see cref="ServiceSubject"/>, scope <see cref="Scopes.Runner"/>.</summary>
    public static void EnterService(TenantId tenant) =>
        Enter(Services.GetOrAdd(tenant, static tenant => new Principal(tenant, ServiceSubject, Scopes.Runner)));
}
