using System.Collections.Concurrent;
using AgentGrains.Core.Ids;

namespace AgentGrains.Api.Idempotency;

/// <summary>The requests with an Idempotency-Key that this process is carrying out, with the hash of each one's body.</summary>
internal sealed class RequestsInFlight
{
    private readonly ConcurrentDictionary<(TenantId Tenant, string Route, string Key), string> bodies = new();

    /// <summary>Takes a request up; answers the body's hash of the one that is under way, or null where there was none.</summary>
    public string? TryBegin(TenantId tenant, string route, string key, string bodySha256)
    {
        while (!bodies.TryAdd((tenant, route, key), bodySha256))
        {
            if (bodies.TryGetValue((tenant, route, key), out var underWay))
                return underWay;
        }
        return null;
    }

    /// <summary>The request is no longer under way.</summary>
    public void End(TenantId tenant, string route, string key) => bodies.TryRemove((tenant, route, key), out _);
}
