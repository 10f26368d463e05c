using System.Collections.Concurrent;
using AgentGrains.Core.Ids;

namespace AgentGrains.Api.Idempotency;

/// <summary>The requests with an Idempotency-Key that this process executes, with the hash of each one's body.</summary>
internal sealed class RequestsInFlight
{
    private readonly ConcurrentDictionary<(TenantId Tenant, string Route, string Key), string> bodies = new();

    /// <summary>Adds a request; returns the body hash of the one in flight, or null if there was none.</summary>
    public string? TryBegin(TenantId tenant, string route, string key, string bodySha256)
    {
        while (!bodies.TryAdd((tenant, route, key), bodySha256))
        {
            if (bodies.TryGetValue((tenant, route, key), out var running))
                return running;
        }
        return null;
    }

    /// <summary>Removes a request that is no longer in flight.</summary>
    public void End(TenantId tenant, string route, string key) => bodies.TryRemove((tenant, route, key), out _);
}
