using System.Collections.Concurrent;
using AgentGrains.Core.Ids;

namespace AgentGrains.Api.Idempotency;

/// <summary>The requests with an Idempotency-Key that this process executes.</summary>
internal sealed class RequestsInFlight
{
    private readonly ConcurrentDictionary<(TenantId Tenant, string Route, string Key), Flight> flights = new();

    /// <summary>Adds a request, unless one of its key is in flight.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="route">The method and path.</param>
    /// <param name="key">The key.</param>
    /// <param name="bodySha256">The hash of the body.</param>
    /// <param name="flight">This request, to be disposed of when it is no longer in flight; or the one that is.</param>
    public bool TryBegin(TenantId tenant, string route, string key, string bodySha256, out Flight flight)
    {
        var own = new Flight(this, (tenant, route, key), bodySha256);
        flight = flights.GetOrAdd(own.Key, own);
        return flight == own;
    }

    /// <summary>A request in flight.</summary>
    internal sealed class Flight(RequestsInFlight all, (TenantId Tenant, string Route, string Key) key, string bodySha256) : IDisposable
    {
        public (TenantId Tenant, string Route, string Key) Key => key;

        /// <summary>The hash of its body.</summary>
        public string BodySha256 => bodySha256;

        /// <summary>It is no longer in flight. Again changes nothing, not even if another request of its key is by now.</summary>
        public void Dispose() => all.flights.TryRemove(KeyValuePair.Create(key, this));
    }
}
